import Bytes

extension [UInt8] {
  /// Appends attributes with every value as a string: `{"price":{"dataType":"number","value":"9"}}`.
  ///
  /// - Throws: ``RejectReason/badField`` where a part is not what it should be, or ``JSONError``.
  mutating func store(attributes value: JSONValue, in line: Span<UInt8>) throws -> ByteRange {
    guard value.kind == .object else { throw RejectReason.badField }
    let start = count
    append(0x7B)
    var scanner = JSONScanner(at: value.range.start)
    try scanner.enter(0x7B, line)
    while let key = try scanner.nextKey(line) {
      let attribute = try scanner.value(line)
      guard attribute.kind != .null else { continue }
      try append(attribute: attribute, named: key, in: line)
    }
    append(0x7D)
    return ByteRange(start, count)
  }

  private mutating func append(
    attribute: JSONValue, named key: JSONValue, in line: Span<UInt8>
  ) throws {
    guard attribute.kind == .object else { throw RejectReason.badField }
    var dataType: JSONValue?
    var content: JSONValue?
    var scanner = JSONScanner(at: attribute.range.start)
    try scanner.enter(0x7B, line)
    while let name = try scanner.nextKey(line) {
      let value = try scanner.value(line)
      if line.extracting(name.range.indices).isEqual(to: "dataType") { dataType = value }
      if line.extracting(name.range.indices).isEqual(to: "value") { content = value }
    }
    guard let dataType, dataType.kind == .string,
      isDataType(line.extracting(dataType.range.indices))
    else { throw RejectReason.badField }
    guard let content, content.kind != .null else { return }
    appendName(key, in: line)
    append("{\"dataType\":\"")
    append(line.extracting(dataType.range.indices))
    append("\",\"value\":")
    try append(asString: content, in: line)
    append(0x7D)
  }

  /// Appends the raw signals of consent, each as a string: `{"gpc":"1","tc":"…"}`.
  ///
  /// A browser's own flag is the boolean `true` where its header is `1`; it is written as the header.
  mutating func store(signals value: JSONValue, in line: Span<UInt8>) throws -> ByteRange {
    guard value.kind == .object else { throw RejectReason.badField }
    let start = count
    append(0x7B)
    var scanner = JSONScanner(at: value.range.start)
    try scanner.enter(0x7B, line)
    while let key = try scanner.nextKey(line) {
      let signal = try scanner.value(line)
      guard signal.kind != .null else { continue }
      appendName(key, in: line)
      if signal.kind == .true {
        append("\"1\"")
      } else {
        try append(asString: signal, in: line)
      }
    }
    append(0x7D)
    return ByteRange(start, count)
  }

  /// Appends a member's name, after a comma where it is not the first.
  private mutating func appendName(_ key: JSONValue, in line: Span<UInt8>) {
    if self[count - 1] != 0x7B { append(0x2C) }
    append(0x22)
    append(line.extracting(key.range.indices))
    append("\":")
  }

  private mutating func append(asString value: JSONValue, in line: Span<UInt8>) throws {
    guard value.kind != .object, value.kind != .array else { throw RejectReason.badField }
    append(0x22)
    append(line.extracting(value.range.indices))
    append(0x22)
  }

  private func isDataType(_ name: Span<UInt8>) -> Bool {
    name.isEqual(to: "string") || name.isEqual(to: "number") || name.isEqual(to: "integer")
      || name.isEqual(to: "boolean")
  }
}
