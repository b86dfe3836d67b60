/// Where a run of bytes lies inside a buffer that its holder knows.
///
/// Eight bytes, so that a record of many fields stays small; a buffer holds less than 4 GiB. Whoever
/// fills one without an end of its own stops at ``fullBuffer``.
@frozen
public struct ByteRange: Equatable, Sendable {
  /// The first byte's position in the buffer.
  public var offset: UInt32
  /// How many bytes.
  public var count: UInt32

  /// From how many bytes on a buffer takes no more records: what one record may add still finds a place.
  public static let fullBuffer = 2 << 30

  /// No bytes: the value of a field that is not there.
  public static let none = ByteRange(offset: 0, count: 0)

  /// A run of `count` bytes from `offset`.
  @inlinable
  public init(offset: UInt32, count: UInt32) {
    self.offset = offset
    self.count = count
  }

  /// The run from `start` up to and not including `end`.
  @inlinable
  public init(_ start: Int, _ end: Int) {
    precondition(start <= end, "a byte range ends before it starts: \(start)..<\(end)")
    guard end <= UInt32.max else { ByteRange.endTooFar(end) }
    self.offset = UInt32(start)
    self.count = UInt32(end - start)
  }

  /// Ends the program with a message, which a precondition has in debug builds alone.
  @inline(never) @usableFromInline
  static func endTooFar(_ end: Int) -> Never {
    fatalError("a buffer of \(end) bytes; a byte range reaches to 4,294,967,295")
  }

  /// Whether the run has no bytes.
  @inlinable
  public var isEmpty: Bool { count == 0 }

  /// The positions as a range of `Int`.
  @inlinable
  public var indices: Range<Int> { Int(offset)..<Int(offset) + Int(count) }

  /// The first position.
  @inlinable
  public var start: Int { Int(offset) }

  /// The position after the last.
  @inlinable
  public var end: Int { Int(offset) + Int(count) }

  /// The same run in a buffer that has `distance` bytes before it.
  @inlinable
  public func shifted(by distance: Int) -> ByteRange {
    count == 0 ? .none : ByteRange(offset: UInt32(Int(offset) + distance), count: count)
  }
}
