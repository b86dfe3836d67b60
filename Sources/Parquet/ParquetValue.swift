/// One value, as statistics hold it.
public enum ParquetValue: Hashable, Sendable {
  /// A truth.
  case boolean(Bool)
  /// A number of 32 bits, or days since 1970-01-01.
  case int32(Int32)
  /// A number of 64 bits, or microseconds since 1970.
  case int64(Int64)
  /// A number with a fraction.
  case double(Double)
  /// A text's bytes.
  case text([UInt8])

  /// The value that lies in plain bytes; nil where their number is wrong.
  init?(plain bytes: [UInt8], _ type: ParquetType.Physical) {
    var bits: UInt64 = 0
    for (index, byte) in bytes.prefix(8).enumerated() { bits |= UInt64(byte) << UInt64(8 * index) }
    switch (type, bytes.count) {
    case (.bytes, _): self = .text(bytes)
    case (.boolean, 1): self = .boolean(bytes[0] != 0)
    case (.int32, 4): self = .int32(Int32(truncatingIfNeeded: bits))
    case (.int64, 8): self = .int64(Int64(bitPattern: bits))
    case (.double, 8): self = .double(Double(bitPattern: bits))
    default: return nil
    }
  }
}

/// What the footer says of a column's values in one row group.
public struct ParquetStatistics: Hashable, Sendable {
  /// How many rows have none; nil where the footer does not say.
  public var nullCount: Int?
  /// The least value, where the footer has it: never for texts longer than 64 bytes, nor for a column with
  /// something that is not a number.
  public var minimum: ParquetValue?
  /// The greatest value, where the footer has it.
  public var maximum: ParquetValue?
}
