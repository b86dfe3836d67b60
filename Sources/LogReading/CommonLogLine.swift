import Bytes

/// Reads the lines of the common and combined formats.
///
/// Both may begin with the name of the virtual host and end in further fields. The first quoted field
/// after the agent is taken for the cookies.
package enum CommonLogLine {
  package static func capture(
    _ line: Span<UInt8>, isCombined: Bool, into fields: inout CapturedFields
  ) throws(RejectReason) {
    guard let bracket = openingBracket(line),
      let closing = line.firstIndex(of: 0x5D, from: bracket), line.hasPrefix("] \"", at: closing),
      captureOrigin(line, end: bracket - 1, into: &fields),
      let quote = line.closingQuoteOfField(from: closing + 3)
    else { throw .badStructure }
    fields[.time] = ByteRange(bracket + 1, closing)
    fields[.request] = ByteRange(closing + 3, quote)
    var position = quote + 1
    fields[.status] = try nextToken(line, &position)
    fields[.bytes] = try nextToken(line, &position)
    guard isCombined else { return }
    fields[.referrer] = try nextHeader(line, &position)
    fields[.agent] = try nextHeader(line, &position)
    if line.hasPrefix(" \"", at: position) {
      fields[.cookie] = try nextHeader(line, &position)
    }
  }

  /// The bracket before the time: the first with a space before it.
  private static func openingBracket(_ line: Span<UInt8>) -> Int? {
    var start = 1
    while start < line.count, let at = line.firstIndex(of: 0x5B, from: start) {
      if line[at - 1] == 0x20 { return at }
      start = at + 1
    }
    return nil
  }

  /// Reads `host logname user`, or `vhost host logname user`; a user's name may hold spaces.
  private static func captureOrigin(
    _ line: Span<UInt8>, end: Int, into fields: inout CapturedFields
  ) -> Bool {
    guard let first = line.firstIndex(of: 0x20, to: end), first > 0,
      let second = line.firstIndex(of: 0x20, from: first + 1, to: end)
    else { return false }
    if let third = line.firstIndex(of: 0x20, from: second + 1, to: end),
      hasVirtualHost(line, first: first, second: second, third: third)
    {
      fields[.vhost] = ByteRange(0, first)
      fields[.host] = ByteRange(first + 1, second)
      fields[.logname] = ByteRange(second + 1, third)
      fields[.user] = ByteRange(third + 1, end)
    } else {
      fields[.host] = ByteRange(0, first)
      fields[.logname] = ByteRange(first + 1, second)
      fields[.user] = ByteRange(second + 1, end)
    }
    return true
  }

  /// Whether four or more words stand before the time because of a virtual host, and not of a space
  /// in the user's name: the second is an address or the third an absent logname.
  private static func hasVirtualHost(
    _ line: Span<UInt8>, first: Int, second: Int, third: Int
  ) -> Bool {
    let word = line.extracting((first + 1)..<second)
    guard !word.isEqual(to: "-") else { return false }
    return word.firstIndex(of: 0x2E) != nil || word.firstIndex(of: 0x3A) != nil
      || line.extracting((second + 1)..<third).isEqual(to: "-")
  }

  private static func nextToken(
    _ line: Span<UInt8>, _ position: inout Int
  ) throws(RejectReason) -> ByteRange {
    guard position < line.count, line[position] == 0x20 else { throw .badStructure }
    let start = position + 1
    position = line.firstIndex(of: 0x20, from: start) ?? line.count
    guard position > start else { throw .badStructure }
    return ByteRange(start, position)
  }

  /// Reads a header in quotes, or a bare `-`.
  private static func nextHeader(
    _ line: Span<UInt8>, _ position: inout Int
  ) throws(RejectReason) -> ByteRange {
    guard line.hasPrefix(" \"", at: position) else { return try nextToken(line, &position) }
    let start = position + 2
    guard let quote = line.closingQuoteOfField(from: start) else { throw .badStructure }
    position = quote + 1
    return ByteRange(start, quote)
  }
}

extension Span<UInt8> {
  /// The position of the first quote without a backslash that a space or the line's end follows.
  func closingQuoteOfField(from start: Int) -> Int? {
    var from = start
    while let quote = firstIndex(of: 0x22, from: from) {
      let ends = quote + 1 == count || self[quote + 1] == 0x20
      if ends, !isEscaped(quote, from: start) { return quote }
      from = quote + 1
    }
    return nil
  }
}
