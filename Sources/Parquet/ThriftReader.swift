/// Reads structures in Thrift's compact protocol and skips fields that it isn't asked for.
///
/// Every count is checked against the bytes that are left, so that no bytes make it allocate or run more than
/// their number.
struct ThriftReader {
  private let bytes: [UInt8]
  /// The place of the next byte in `bytes`.
  private(set) var position: Int
  private let end: Int
  /// The place of the first byte in the file.
  private let base: Int

  private static let maximumDepth = 16

  init(_ bytes: [UInt8], in range: Range<Int>, base: Int) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
    self.base = base
  }

  var failure: ParquetError { ParquetError(.badStructure, at: base + position) }

  /// The place of the next byte in the file.
  var offset: Int { base + position }

  /// Reads the fields of a structure: `field` reads one and says so, or leaves it to be skipped.
  mutating func structure(
    _ field: (Int16, UInt8, inout ThriftReader) throws(ParquetError) -> Bool
  ) throws(ParquetError) {
    var last: Int16 = 0
    while let (id, type) = try header(after: last) {
      if try !field(id, type, &self) { try skip(type, depth: 0) }
      last = id
    }
  }

  /// Reads a list of structures.
  mutating func structures(
    _ type: UInt8, _ element: (inout ThriftReader) throws(ParquetError) -> Void
  ) throws(ParquetError) {
    let (elementType, count) = try list(type)
    guard elementType == ThriftType.structure || count == 0 else { throw failure }
    for _ in 0..<count { try element(&self) }
  }

  /// The type and number of a list's elements, of which there are no more than bytes.
  mutating func list(_ type: UInt8) throws(ParquetError) -> (type: UInt8, count: Int) {
    try expect(type, ThriftType.list)
    return try listHeader()
  }

  mutating func integer(_ type: UInt8) throws(ParquetError) -> Int {
    guard (ThriftType.int16...ThriftType.int64).contains(type) else { throw failure }
    let raw = try varint()
    return Int(Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1))
  }

  mutating func boolean(_ type: UInt8) throws(ParquetError) -> Bool {
    guard type == ThriftType.yes || type == ThriftType.no else { throw failure }
    return type == ThriftType.yes
  }

  mutating func binary(_ type: UInt8) throws(ParquetError) -> [UInt8] {
    try expect(type, ThriftType.binary)
    let count = try length()
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  mutating func text(_ type: UInt8) throws(ParquetError) -> String {
    String(decoding: try binary(type), as: UTF8.self)
  }

  private func expect(_ type: UInt8, _ expected: UInt8) throws(ParquetError) {
    guard type == expected else { throw failure }
  }

  private mutating func byte() throws(ParquetError) -> UInt8 {
    guard position < end else { throw failure }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func varint() throws(ParquetError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      let byte = try byte()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw failure
  }

  /// A count of bytes or elements, no more than the bytes that are left.
  private mutating func length() throws(ParquetError) -> Int {
    let value = try varint()
    guard value <= UInt64(end - position) else { throw failure }
    return Int(value)
  }

  private mutating func header(
    after last: Int16
  ) throws(ParquetError) -> (id: Int16, type: UInt8)? {
    let byte = try byte()
    let type = byte & 15
    if byte == ThriftType.stop { return nil }
    guard (ThriftType.yes...ThriftType.structure).contains(type) else { throw failure }
    if byte >> 4 > 0 {
      let (id, isOver) = last.addingReportingOverflow(Int16(byte >> 4))
      guard !isOver else { throw failure }
      return (id, type)
    }
    guard let id = Int16(exactly: try integer(ThriftType.int16)) else { throw failure }
    return (id, type)
  }

  private mutating func listHeader() throws(ParquetError) -> (type: UInt8, count: Int) {
    let byte = try byte()
    let count = byte >> 4 == 15 ? try length() : Int(byte >> 4)
    guard count <= end - position else { throw failure }
    return (byte & 15, count)
  }

  private mutating func skip(_ type: UInt8, depth: Int) throws(ParquetError) {
    guard depth < ThriftReader.maximumDepth else { throw failure }
    switch type {
    case ThriftType.yes, ThriftType.no: break
    case ThriftType.byte: _ = try byte()
    case ThriftType.int16, ThriftType.int32, ThriftType.int64: _ = try varint()
    case ThriftType.double: try skip(bytes: 8)
    case ThriftType.binary: try skip(bytes: try length())
    case ThriftType.list, ThriftType.set:
      let (element, count) = try listHeader()
      for _ in 0..<count { try skip(element: element, depth: depth + 1) }
    case ThriftType.structure:
      var last: Int16 = 0
      while let (id, type) = try header(after: last) {
        try skip(type, depth: depth + 1)
        last = id
      }
    default: throw failure  // A map: nothing of the format holds one.
    }
  }

  /// Truths are a byte each in a list, and none as a field.
  private mutating func skip(element type: UInt8, depth: Int) throws(ParquetError) {
    if type == ThriftType.yes || type == ThriftType.no {
      _ = try byte()
    } else {
      try skip(type, depth: depth)
    }
  }

  private mutating func skip(bytes count: Int) throws(ParquetError) {
    guard count <= end - position else { throw failure }
    position += count
  }
}
