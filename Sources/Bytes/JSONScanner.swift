/// Why bytes are not the JSON that was expected, and where.
public struct JSONError: Error, Equatable {
  /// What was wrong.
  public enum Kind: String, Sendable {
    /// The text ended inside a value.
    case ended
    /// A byte stands where the grammar has no place for it.
    case unexpectedByte
    /// Values lie too deep inside one another.
    case tooDeep
    /// A string holds a control character, an unknown escape or bytes that are not UTF-8.
    case badString
    /// A number is not written as RFC 8259 has it.
    case badNumber
  }

  /// What was wrong.
  public let kind: Kind
  /// The byte at which it shows, from 0.
  public let offset: Int
}

/// One JSON value: its kind and where it stands.
@frozen
public struct JSONValue: Equatable, Sendable {
  /// The kinds of values.
  @frozen
  public enum Kind: UInt8, Sendable {
    case null, `true`, `false`, number, string, object, array
  }

  /// The value's kind.
  public let kind: Kind
  /// The value's bytes; for a string those between the quotes, escapes as written.
  public let range: ByteRange
  /// Whether a string holds escapes, so that its bytes are not yet its text.
  public let isEscaped: Bool

  @usableFromInline
  init(_ kind: Kind, _ start: Int, _ end: Int, isEscaped: Bool = false) {
    self.kind = kind
    self.range = ByteRange(start, end)
    self.isEscaped = isEscaped
  }
}

/// Walks JSON text (RFC 8259) without allocating: the caller passes the same bytes to every call.
///
/// A value is checked whole as it is passed over, so a walk that reaches the end has seen
/// well-formed text.
public struct JSONScanner: Sendable {
  /// Where the next byte is read.
  public var position: Int
  /// How deep values may lie inside one another.
  public static let maximumDepth = 64
  private var isFirst = false

  /// A scanner that begins at `position`.
  public init(at position: Int = 0) {
    self.position = position
  }

  /// Steps into an object or array whose opening byte comes next.
  public mutating func enter(_ opening: UInt8, _ bytes: Span<UInt8>) throws(JSONError) {
    guard try peek(bytes) == opening else { throw fault(.unexpectedByte) }
    position += 1
    isFirst = true
  }

  /// Reads the next key of the object that was entered, up to its value; nil at the object's end.
  ///
  /// The range lies between the key's quotes, escapes as written.
  public mutating func nextKey(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue? {
    guard try step(to: 0x7D, bytes) else { return nil }
    guard try peek(bytes) == 0x22 else { throw fault(.unexpectedByte) }
    let key = try string(bytes)
    guard try peek(bytes) == 0x3A else { throw fault(.unexpectedByte) }
    position += 1
    return key
  }

  /// Reads the next element of the array that was entered; nil at the array's end.
  public mutating func nextElement(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue? {
    guard try step(to: 0x5D, bytes) else { return nil }
    return try value(bytes)
  }

  /// Reads the value that comes next, passing over all of it.
  public mutating func value(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
    try value(bytes, depth: 0)
  }

  /// Passes over white space and makes sure that nothing else follows.
  public mutating func finish(_ bytes: Span<UInt8>) throws(JSONError) {
    skipSpace(bytes)
    guard position == bytes.count else { throw fault(.unexpectedByte) }
  }

  /// Passes over the comma before the next part, or the closing byte, and says whether a part follows.
  private mutating func step(to closing: UInt8, _ bytes: Span<UInt8>) throws(JSONError) -> Bool {
    let next = try peek(bytes)
    let isFirst = self.isFirst
    self.isFirst = false
    if next == closing {
      position += 1
      return false
    }
    guard !isFirst else { return true }
    guard next == 0x2C else { throw fault(.unexpectedByte) }
    position += 1
    return true
  }

  private mutating func value(
    _ bytes: Span<UInt8>, depth: Int
  ) throws(JSONError) -> JSONValue {
    let first = try peek(bytes)
    let start = position
    switch first {
    case 0x22: return try string(bytes)
    case 0x7B, 0x5B:
      guard depth < JSONScanner.maximumDepth else { throw fault(.tooDeep) }
      try passOver(first, bytes, depth: depth)
      return JSONValue(first == 0x7B ? .object : .array, start, position)
    case 0x74:
      try literal("true", bytes)
      return JSONValue(.true, start, position)
    case 0x66:
      try literal("false", bytes)
      return JSONValue(.false, start, position)
    case 0x6E:
      try literal("null", bytes)
      return JSONValue(.null, start, position)
    default:
      try number(bytes)
      return JSONValue(.number, start, position)
    }
  }

  private mutating func passOver(
    _ opening: UInt8, _ bytes: Span<UInt8>, depth: Int
  ) throws(JSONError) {
    let closing = opening + 2
    position += 1
    guard try peek(bytes) != closing else {
      position += 1
      return
    }
    while true {
      if opening == 0x7B {
        guard try peek(bytes) == 0x22 else { throw fault(.unexpectedByte) }
        _ = try string(bytes)
        guard try peek(bytes) == 0x3A else { throw fault(.unexpectedByte) }
        position += 1
      }
      _ = try value(bytes, depth: depth + 1)
      let next = try peek(bytes)
      guard next == 0x2C || next == closing else { throw fault(.unexpectedByte) }
      position += 1
      if next == closing { return }
    }
  }

  private mutating func string(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
    position += 1
    let start = position
    var isEscaped = false
    while true {
      position = bytes.firstSpecial(from: position)
      guard position < bytes.count else { break }
      let byte = bytes[position]
      switch byte {
      case 0x22:
        position += 1
        return JSONValue(.string, start, position - 1, isEscaped: isEscaped)
      case 0x5C:
        isEscaped = true
        try escape(bytes)
      case 0..<0x20: throw fault(.badString)
      case 0..<0x80: position += 1
      default:
        let length = bytes.utf8SequenceLength(at: position)
        guard length > 0 else { throw fault(.badString) }
        position += length
      }
    }
    throw fault(.ended)
  }

  private mutating func escape(_ bytes: Span<UInt8>) throws(JSONError) {
    guard position + 1 < bytes.count else { throw fault(.ended) }
    switch bytes[position + 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: position += 2
    case 0x75:
      guard position + 6 <= bytes.count else { throw fault(.ended) }
      for index in (position + 2)..<(position + 6) where hexValue(bytes[index]) == nil {
        throw fault(.badString)
      }
      position += 6
    default: throw fault(.badString)
    }
  }

  private mutating func number(_ bytes: Span<UInt8>) throws(JSONError) {
    let start = position
    if bytes[position] == 0x2D { position += 1 }
    let whole = digits(bytes)
    guard whole > 0 else { throw fault(start == position ? .unexpectedByte : .badNumber) }
    guard whole == 1 || bytes[position - whole] != 0x30 else { throw fault(.badNumber) }
    if position < bytes.count, bytes[position] == 0x2E {
      position += 1
      guard digits(bytes) > 0 else { throw fault(.badNumber) }
    }
    guard position < bytes.count, bytes[position] | 0x20 == 0x65 else { return }
    position += 1
    if position < bytes.count, bytes[position] == 0x2B || bytes[position] == 0x2D {
      position += 1
    }
    guard digits(bytes) > 0 else { throw fault(.badNumber) }
  }

  private mutating func digits(_ bytes: Span<UInt8>) -> Int {
    let start = position
    while position < bytes.count, bytes[position] &- 0x30 < 10 { position += 1 }
    return position - start
  }

  private mutating func literal(
    _ text: StaticString, _ bytes: Span<UInt8>
  ) throws(JSONError) {
    guard bytes.hasPrefix(text, at: position) else { throw fault(.unexpectedByte) }
    position += text.utf8CodeUnitCount
  }

  private mutating func peek(_ bytes: Span<UInt8>) throws(JSONError) -> UInt8 {
    skipSpace(bytes)
    guard position < bytes.count else { throw fault(.ended) }
    return bytes[position]
  }

  private mutating func skipSpace(_ bytes: Span<UInt8>) {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private func fault(_ kind: JSONError.Kind) -> JSONError {
    JSONError(kind: kind, offset: position)
  }
}
