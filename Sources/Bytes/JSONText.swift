extension [UInt8] {
  /// Appends the text of a JSON string value or key: its escapes undone.
  ///
  /// A lone surrogate stays the text `\uhhhh`, since UTF-8 has no form for it and two ids that differ
  /// stay two.
  public mutating func append(textOf value: JSONValue, in bytes: Span<UInt8>) {
    let raw = bytes.extracting(value.range.indices)
    guard value.isEscaped else { return append(raw) }
    var index = 0
    while index < raw.count {
      guard raw[index] == 0x5C else {
        append(raw[index])
        index += 1
        continue
      }
      index += appendEscape(raw, at: index)
    }
  }

  /// Appends the text of a JSON string and returns where it now stands.
  public mutating func store(textOf value: JSONValue, in bytes: Span<UInt8>) -> ByteRange {
    let start = count
    append(textOf: value, in: bytes)
    return start == count ? .none : ByteRange(start, count)
  }

  /// Appends text as a JSON string with its quotes.
  ///
  /// Bytes that are not UTF-8 are written as the text `\xhh`, so that the line stays JSON.
  public mutating func append(json text: Span<UInt8>) {
    append(0x22)
    var plain = 0
    var index = 0
    while index < text.count {
      index = text.firstSpecial(from: index)
      guard index < text.count else { break }
      let byte = text[index]
      let length = byte >= 0x80 ? text.utf8SequenceLength(at: index) : 0
      if length > 0 {
        index += length
        continue
      }
      append(text.extracting(plain..<index))
      appendEscaped(byte)
      index += 1
      plain = index
    }
    append(text.extracting(plain..<text.count))
    append(0x22)
  }

  /// Appends text as a JSON string with its quotes.
  public mutating func append(json text: String) {
    append(json: Array(text.utf8).span)
  }

  /// Appends a member whose value is a part of `text`, such as `,"bot":"crawler"`; nothing where it is
  /// empty.
  public mutating func append(
    member name: StaticString, _ range: ByteRange, _ text: Span<UInt8>
  ) {
    guard !range.isEmpty else { return }
    append(name)
    append(json: text.extracting(range.indices))
  }

  /// Appends a JSON value as it stands, without the white space between its parts.
  public mutating func append(minified value: JSONValue, in bytes: Span<UInt8>) {
    if value.kind == .string { append(0x22) }
    var isInString = value.kind == .string
    var index = value.range.start
    while index < value.range.end {
      let byte = bytes[index]
      if isInString, byte == 0x5C {
        append(byte)
        index += 1
        append(bytes[index])
      } else if byte == 0x22 {
        isInString.toggle()
        append(byte)
      } else if isInString || byte > 0x20 {
        append(byte)
      }
      index += 1
    }
    if value.kind == .string { append(0x22) }
  }

  private mutating func appendEscape(_ raw: Span<UInt8>, at index: Int) -> Int {
    switch raw[index + 1] {
    case 0x62: append(0x08)
    case 0x66: append(0x0C)
    case 0x6E: append(0x0A)
    case 0x72: append(0x0D)
    case 0x74: append(0x09)
    case 0x75: return appendCodePoint(raw, at: index)
    default: append(raw[index + 1])
    }
    return 2
  }

  private mutating func appendCodePoint(_ raw: Span<UInt8>, at index: Int) -> Int {
    let first = codeUnit(raw, at: index + 2)
    var length = 6
    var scalar = UInt32(first)
    if first & 0xFC00 == 0xD800, index + 12 <= raw.count, raw[index + 6] == 0x5C,
      raw[index + 7] == 0x75
    {
      let second = codeUnit(raw, at: index + 8)
      if second & 0xFC00 == 0xDC00 {
        scalar = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(second & 0x3FF))
        length = 12
      }
    }
    if let character = Unicode.Scalar(scalar), let encoded = UTF8.encode(character) {
      append(contentsOf: encoded)
    } else {
      append(raw.extracting(index..<(index + length)))
    }
    return length
  }

  private func codeUnit(_ raw: Span<UInt8>, at index: Int) -> UInt16 {
    var unit: UInt16 = 0
    for offset in 0..<4 { unit = unit << 4 | UInt16(hexValue(raw[index + offset]) ?? 0) }
    return unit
  }

  private mutating func appendEscaped(_ byte: UInt8) {
    switch byte {
    case 0x22: append("\\\"")
    case 0x5C: append("\\\\")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case 0..<0x20:
      append("\\u00")
      append(hexDigit(byte >> 4))
      append(hexDigit(byte & 15))
    default:
      append("\\\\x")
      append(hexDigit(byte >> 4))
      append(hexDigit(byte & 15))
    }
  }
}
