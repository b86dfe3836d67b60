import Bytes

/// A format string freed of the configuration around it, each byte with its place in what was given.
struct FormatSource {
  enum Server { case apache, nginx }

  private(set) var bytes: [UInt8] = []
  private(set) var positions: [Int] = []
  /// Whether the server escapes what clients sent; nginx's `escape=none` does not.
  private(set) var isEscaped = true

  init(_ text: String) {
    let given = Array(text.utf8)
    var start = given.span.skippingBlank(from: 0)
    var hasKeyword = false
    if given.span.hasPrefix("LogFormat", at: start) {
      hasKeyword = true
      start += 9
    } else if given.span.hasPrefix("log_format", at: start) {
      hasKeyword = true
      start = skipName(given.span, from: start + 10)
    }
    start = given.span.skippingBlank(from: start)
    takePieces(given.span, from: start, hasKeyword: hasKeyword)
  }

  /// Whose directives the string has, by the first.
  var server: Server? {
    for index in bytes.indices {
      if bytes[index] == 0x25 { return .apache }
      if bytes[index] == 0x24 { return .nginx }
    }
    return nil
  }

  /// Passes over the name of an nginx format and its `escape=` parameter.
  private mutating func skipName(_ given: Span<UInt8>, from start: Int) -> Int {
    var index = given.skippingBlank(from: start)
    while index < given.count, !given.isQuote(index), given[index] != 0x24 {
      let end = given.blank(from: index)
      if given.extracting(index..<end).isEqual(to: "escape=none") { isEscaped = false }
      index = given.skippingBlank(from: end)
    }
    return index
  }

  private mutating func takePieces(_ given: Span<UInt8>, from start: Int, hasKeyword: Bool) {
    var index = start
    guard index < given.count, given.isQuote(index),
      hasKeyword || given.quotedPieces(from: index) != nil
    else {
      return take(given, from: index, to: given.count)
    }
    while index < given.count, given.isQuote(index), let end = given.pieceEnd(from: index) {
      take(given, from: index + 1, to: end)
      index = given.skippingBlank(from: end + 1)
    }
  }

  /// Takes bytes over, undoing the escapes of a configuration file.
  private mutating func take(_ given: Span<UInt8>, from start: Int, to end: Int) {
    var index = start
    while index < end {
      positions.append(index)
      if given[index] == 0x5C, index + 1 < end, let byte = unescaped(given[index + 1]) {
        bytes.append(byte)
        index += 1
      } else {
        bytes.append(given[index])
      }
      index += 1
    }
  }

  private func unescaped(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x22, 0x27, 0x5C: byte
    case 0x74: 0x09
    default: nil
    }
  }
}

extension Span<UInt8> {
  func skippingBlank(from start: Int) -> Int {
    var index = start
    while index < count, self[index] == 0x20 || self[index] == 0x09 || self[index] == 0x0A {
      index += 1
    }
    return index
  }

  fileprivate func blank(from start: Int) -> Int {
    var index = start
    while index < count, self[index] != 0x20, self[index] != 0x09, self[index] != 0x0A {
      index += 1
    }
    return index
  }

  fileprivate func isQuote(_ index: Int) -> Bool {
    self[index] == 0x22 || self[index] == 0x27
  }

  /// The closing quote of the piece that opens at `start`.
  fileprivate func pieceEnd(from start: Int) -> Int? {
    var from = start + 1
    while let quote = firstIndex(of: self[start], from: from) {
      if !isEscaped(quote, from: start + 1) { return quote }
      from = quote + 1
    }
    return nil
  }

  /// The end of pieces in quotes that make up the whole text but for a name or semicolon at its end;
  /// nil where the quotes belong to the format itself, as in `"%r" %s`.
  fileprivate func quotedPieces(from start: Int) -> Int? {
    var index = start
    repeat {
      guard let end = pieceEnd(from: index), end - index > 1 else { return nil }
      index = skippingBlank(from: end + 1)
    } while index < count && self[index] == 0x27
    for rest in index..<Swift.max(index, count) {
      switch self[rest] {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x3B, 0x20, 0x0A: continue
      default: return nil
      }
    }
    return index
  }
}
