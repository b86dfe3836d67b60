import Bytes
import Events

extension EventAssembler {
  /// Appends the signals that speak of consent, as found: `{"gpc":"1","tc":"…"}`.
  mutating func appendSignals(
    _ fields: CapturedFields, _ text: Span<UInt8>, _ form: RecordForm, url: ByteRange,
    _ batch: inout EventBatch
  ) -> ByteRange {
    let start = batch.text.count
    append(fields[.gpc], "\"gpc\":", text, form.coding, &batch, from: start)
    if !signals.isEmpty { appendOthers(fields, text, form, url: url, &batch, from: start) }
    return batch.endSignals(from: start)
  }

  private mutating func appendOthers(
    _ fields: CapturedFields, _ text: Span<UInt8>, _ form: RecordForm, url: ByteRange,
    _ batch: inout EventBatch, from start: Int
  ) {
    if signals.dnt { append(fields[.dnt], "\"dnt\":", text, form.coding, &batch, from: start) }
    if signals.consentMode {
      append(fields[.gcs], "\"gcs\":", text, form.coding, &batch, from: start)
      append(fields[.gcd], "\"gcd\":", text, form.coding, &batch, from: start)
      if fields[.gcs].isEmpty, fields[.gcd].isEmpty {
        batch.appendConsentMode(batch.query(of: url), from: start)
      }
    }
    for cookie in signals.cookies where !fields[cookie.field].isEmpty {
      batch.beginSignal(from: start)
      batch.text.append(cookie.member.span)
      appendText(fields[cookie.field], text, form.coding, &batch)
    }
    guard !signals.cookies.isEmpty, !fields[.cookie].isEmpty else { return }
    let header = text.extracting(fields[.cookie].indices)
    if decode(header, form.headerCoding) {
      signals.append(of: scratch.span, &batch, from: start) { fields[$0].isEmpty }
    } else {
      signals.append(of: header, &batch, from: start) { fields[$0].isEmpty }
    }
  }

  private mutating func append(
    _ range: ByteRange, _ member: StaticString, _ text: Span<UInt8>, _ coding: TextCoding,
    _ batch: inout EventBatch, from start: Int
  ) {
    guard !range.isEmpty else { return }
    batch.beginSignal(from: start)
    batch.text.append(member)
    appendText(range, text, coding, &batch)
  }

  private mutating func appendText(
    _ range: ByteRange, _ text: Span<UInt8>, _ coding: TextCoding, _ batch: inout EventBatch
  ) {
    let bytes = text.extracting(range.indices)
    if decode(bytes, coding) {
      batch.text.append(json: scratch.span)
    } else {
      batch.text.append(json: bytes)
    }
  }

  /// Appends the signals of an ordinary line, whose text stands for itself.
  ///
  /// - Parameter query: where the address's query stands in the batch.
  func appendSignals(
    ofCookies header: Span<UInt8>, query: ByteRange, _ batch: inout EventBatch
  ) -> ByteRange {
    let start = batch.text.count
    batch.appendConsentMode(query, from: start)
    if header.count > 0 {
      signals.append(of: header, &batch, from: start) { _ in true }
    }
    return batch.endSignals(from: start)
  }
}

extension SignalNames {
  /// Appends the cookies of a `Cookie` header.
  ///
  /// - Parameter isWanted: whether a cookie is still to be found, by the field in which it may be logged
  ///   by itself.
  @inline(__always)
  fileprivate func append(
    of header: Span<UInt8>, _ batch: inout EventBatch, from start: Int,
    where isWanted: (LogField) -> Bool
  ) {
    for cookie in cookies where header.count > cookie.name.count && isWanted(cookie.field) {
      let value = header.cookieValue(cookie.name.span)
      guard !value.isEmpty else { continue }
      batch.beginSignal(from: start)
      batch.text.append(cookie.member.span)
      batch.text.append(json: header.extracting(value.indices))
    }
  }
}

extension EventBatch {
  /// Opens the object of signals that begins at `start`, or parts the next member from the one before.
  fileprivate mutating func beginSignal(from start: Int) {
    text.append(text.count == start ? 0x7B : 0x2C)
  }

  /// Closes the object of signals that begins at `start`; none where it was not opened.
  fileprivate mutating func endSignals(from start: Int) -> ByteRange {
    guard text.count > start else { return .none }
    text.append(0x7D)
    return ByteRange(start, text.count)
  }

  /// Where the query of an address stands, without its mark; none where it has none.
  func query(of url: ByteRange) -> ByteRange {
    let text = self.text.span
    guard let mark = text.firstIndex(of: 0x3F, from: url.start, to: url.end) else { return .none }
    let end = text.firstIndex(of: 0x23, from: mark, to: url.end) ?? url.end
    return end == mark + 1 ? .none : ByteRange(mark + 1, end)
  }

  /// Appends Google's consent mode from the query of an address that stands in the batch.
  fileprivate mutating func appendConsentMode(_ query: ByteRange, from start: Int) {
    guard !query.isEmpty else { return }
    for (name, member) in [("gcs=", "\"gcs\":"), ("gcd=", "\"gcd\":")]
      as [(StaticString, StaticString)]
    {
      let value = text.span.queryValue(name, in: query)
      guard !value.isEmpty, value.count <= EventBatch.maximumModeBytes else { continue }
      let copy = Array(text[value.indices])
      beginSignal(from: start)
      text.append(member)
      text.append(json: copy.span)
    }
  }

  /// Longer than any value that is known.
  private static let maximumModeBytes = 64
}

extension Span<UInt8> {
  /// The value of the first parameter of a query whose name and `=` are given; none where it has none.
  fileprivate func queryValue(_ name: StaticString, in query: ByteRange) -> ByteRange {
    var start = query.start
    while start < query.end {
      let end = firstIndex(of: 0x26, from: start, to: query.end) ?? query.end
      if hasPrefix(name, at: start), start + name.utf8CodeUnitCount <= end {
        return ByteRange(start + name.utf8CodeUnitCount, end)
      }
      start = end + 1
    }
    return .none
  }
}
