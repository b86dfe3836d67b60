import Bytes

/// A format string made ready to read lines: text that must stand there and fields between it.
///
/// A field ends where the text after it first stands; one in double quotes ends at the first quote
/// without a backslash that the text after it follows. Nothing is tried twice, so reading a line
/// takes O(length).
public struct LogTemplate: Equatable, Sendable {
  /// How a field's end is found.
  enum Ending: Equatable, Sendable {
    /// Where the literal after it first stands.
    case literal
    /// At the literal after it, which begins with the closing quote.
    case quoted
    /// After so many bytes.
    case width(Int)
    /// Before the next slash, where a path begins.
    case slash
    /// At the end of the line.
    case line
  }

  /// One field and the text after it.
  struct Step: Equatable, Sendable {
    var field: LogField
    var ending: Ending
    var literal: ByteRange
    /// What the format calls the field, for naming the visitor.
    var name: String
    var isCookie = false
  }

  /// How the captured time is written.
  enum TimeForm: Equatable, Sendable {
    case commonLog, rfc3339, parts
    case epoch(scaleDigits: Int)
    /// A date and a time of day in UTC, in fields of their own.
    case dateAndClock
    /// Any of the forms that JSON logs use.
    case any
  }

  var literals: [UInt8] = []
  var leading = ByteRange.none
  var steps: [Step] = []
  var timeForm = TimeForm.commonLog
  var isEscaped = true

  /// Compiles a format string as pasted from the configuration of Apache or nginx.
  ///
  /// - Throws: ``LogFormatError`` with the position in `text`.
  public init(_ text: String) throws(LogFormatError) {
    let source = FormatSource(text)
    let builder =
      switch source.server {
      case .apache: try TemplateBuilder(apache: source)
      case .nginx: try TemplateBuilder(nginx: source)
      case nil: throw LogFormatError.unknownFormat
      }
    try self.init(builder)
    isEscaped = source.isEscaped
  }

  /// Whether the format has a field.
  func has(_ field: LogField) -> Bool {
    steps.contains { $0.field == field }
  }

  /// Finds the fields of a line.
  func capture(
    _ line: Span<UInt8>, visitorStep: Int, into fields: inout CapturedFields
  ) throws(RejectReason) {
    let literals = self.literals.span
    guard line.hasPrefix(literals.extracting(leading.indices)) else { throw .badStructure }
    var position = Int(leading.count)
    for index in steps.indices {
      let literal = literals.extracting(steps[index].literal.indices)
      guard let end = end(of: steps[index].ending, literal, line, from: position) else {
        throw .badStructure
      }
      let range = ByteRange(position, end)
      let field = steps[index].field
      if field != .ignored { fields[field] = range }
      if index == visitorStep { fields[.visitor] = range }
      position = end + literal.count
    }
    guard position == line.count else { throw .badStructure }
  }

  private func end(
    of ending: Ending, _ literal: Span<UInt8>, _ line: Span<UInt8>, from start: Int
  ) -> Int? {
    switch ending {
    case .literal:
      literal.count == 1
        ? line.firstIndex(of: literal[0], from: start) : line.firstIndex(of: literal, from: start)
    case .quoted: line.closingQuote(from: start, before: literal)
    case .width(let width):
      start + width <= line.count && line.hasPrefix(literal, at: start + width)
        ? start + width : nil
    case .slash: line.firstIndex(of: 0x2F, from: start)
    case .line: line.count
    }
  }
}

extension Span<UInt8> {
  /// The position of the first quote, not escaped by a backslash, at which `literal` stands.
  ///
  /// - Parameter literal: text that begins with the quote.
  func closingQuote(from start: Int, before literal: Span<UInt8>) -> Int? {
    var from = start
    while let quote = firstIndex(of: 0x22, from: from) {
      if !isEscaped(quote, from: start), hasPrefix(literal, at: quote) { return quote }
      from = quote + 1
    }
    return nil
  }

  /// Whether an odd number of backslashes stands before a position.
  func isEscaped(_ position: Int, from start: Int) -> Bool {
    var index = position
    while index > start, self[index - 1] == 0x5C { index -= 1 }
    return (position - index) & 1 == 1
  }

  /// Whether the bytes of `prefix` stand at a position.
  func hasPrefix(_ prefix: Span<UInt8>, at position: Int) -> Bool {
    guard position + prefix.count <= count else { return false }
    return extracting(position..<(position + prefix.count)).isEqual(to: prefix)
  }
}
