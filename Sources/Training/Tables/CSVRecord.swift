import Bytes

/// One record of a CSV file: its fields' bytes, without the quotes around them.
public struct CSVRecord: Equatable, Sendable {
  /// The line on which it begins, from 1.
  public internal(set) var line = 1
  /// The bytes of all fields, one after the other.
  public internal(set) var text: [UInt8] = []
  /// Where each field ends in ``text``.
  public internal(set) var ends: [Int] = []

  /// How many fields there are.
  public var count: Int { ends.count }

  /// The place of a field's bytes in ``text``.
  public subscript(_ field: Int) -> Range<Int> {
    (field == 0 ? 0 : ends[field - 1])..<ends[field]
  }

  mutating func begin(line: Int) {
    self.line = line
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}

extension Span<UInt8> {
  /// Where the bytes without spaces and tabs at both ends stand.
  var trimmed: Range<Int> {
    var start = 0
    var end = count
    while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
    while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
    return start..<end
  }
}
