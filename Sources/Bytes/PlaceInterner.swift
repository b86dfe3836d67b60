/// Gives equal texts of one buffer one number each, in the order in which they come; those that stand at a
/// place already seen are known by that alone.
///
/// For buffers in which texts that are the same mostly stand once; else ``ByteInterner`` does.
public struct PlaceInterner: Sendable {
  private var texts = ByteInterner()
  private var numbers = OffsetMap<UInt32>(empty: 0)

  /// Knows no text.
  public init() {}

  /// Where the first text of each number stands.
  public var ranges: [ByteRange] { texts.ranges }

  /// The number of the text at `range`, and whether it is new.
  public mutating func number(of range: ByteRange, in text: Span<UInt8>) -> (Int, isNew: Bool) {
    if let number = numbers[range.offset], texts.ranges[Int(number)].count == range.count {
      return (Int(number), false)
    }
    let found = texts.number(of: range, in: text)
    numbers[range.offset] = UInt32(found.0)
    return found
  }
}
