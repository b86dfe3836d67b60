import Bytes

/// The wire types of Thrift's compact protocol.
///
/// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
enum ThriftType {
  static let stop: UInt8 = 0
  static let yes: UInt8 = 1
  static let no: UInt8 = 2
  static let byte: UInt8 = 3
  static let int16: UInt8 = 4
  static let int32: UInt8 = 5
  static let int64: UInt8 = 6
  static let double: UInt8 = 7
  static let binary: UInt8 = 8
  static let list: UInt8 = 9
  static let set: UInt8 = 10
  static let map: UInt8 = 11
  static let structure: UInt8 = 12
}

/// Writes structures in Thrift's compact protocol, fields in rising order.
struct ThriftWriter {
  private(set) var bytes: [UInt8] = []
  private var lastField: Int16 = 0

  mutating func int32(_ field: Int16, _ value: Int32) {
    header(field, ThriftType.int32)
    bytes.append(varint: zigzag(Int64(value)))
  }

  mutating func int64(_ field: Int16, _ value: Int) {
    header(field, ThriftType.int64)
    bytes.append(varint: zigzag(Int64(value)))
  }

  mutating func boolean(_ field: Int16, _ value: Bool) {
    header(field, value ? ThriftType.yes : ThriftType.no)
  }

  mutating func text(_ field: Int16, _ value: String) {
    header(field, ThriftType.binary)
    element(value)
  }

  mutating func binary(_ field: Int16, _ value: [UInt8]) {
    header(field, ThriftType.binary)
    bytes.append(varint: UInt64(value.count))
    bytes.append(value.span)
  }

  mutating func structure(_ field: Int16, _ body: (inout ThriftWriter) -> Void) {
    header(field, ThriftType.structure)
    element(body)
  }

  mutating func list(_ field: Int16, of type: UInt8, count: Int) {
    header(field, ThriftType.list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | type)
    } else {
      bytes.append(0xF0 | type)
      bytes.append(varint: UInt64(count))
    }
  }

  /// A structure without a field's header: an element of a list, or the outermost.
  mutating func element(_ body: (inout ThriftWriter) -> Void) {
    let outer = lastField
    lastField = 0
    body(&self)
    bytes.append(ThriftType.stop)
    lastField = outer
  }

  mutating func element(_ value: String) {
    bytes.append(varint: UInt64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  mutating func element(_ value: Int32) {
    bytes.append(varint: zigzag(Int64(value)))
  }

  private mutating func header(_ field: Int16, _ type: UInt8) {
    let step = field - lastField
    precondition((1...15).contains(step), "Thrift field \(field) after \(lastField)")
    bytes.append(UInt8(step) << 4 | type)
    lastField = field
  }
}

/// Signed numbers as unsigned ones, small in size for small in amount.
@inline(__always)
func zigzag(_ value: Int64) -> UInt64 {
  UInt64(bitPattern: (value << 1) ^ (value >> 63))
}

extension [UInt8] {
  /// Appends a number seven bits a byte, lowest first (ULEB128).
  mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// Appends the four bytes of a number, lowest first.
  @inline(__always)
  mutating func append(littleEndian value: UInt32) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
    append(UInt8(truncatingIfNeeded: value >> 16))
    append(UInt8(truncatingIfNeeded: value >> 24))
  }
}
