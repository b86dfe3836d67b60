import Bytes
import Events

extension EventAssembler {
  /// Appends all that a record says in words, freed of the log's own escapes.
  mutating func appendText(
    of fields: CapturedFields, _ text: Span<UInt8>, _ form: RecordForm,
    _ row: inout EventRow, _ batch: inout EventBatch
  ) {
    let coding = form.coding
    row.visitor = appendVisitor(fields, text, form, &batch)
    row.url = appendURL(fields, text, coding, &batch)
    row.referrer = append(fields[.referrer], of: text, form.headerCoding, &batch)
    row.agent = append(fields[.agent], of: text, form.agentCoding, &batch)
    row.method = append(fields[.method], of: text, coding, &batch)
    let customer = fields[.customer].isEmpty ? fields[.user] : fields[.customer]
    row.customer = append(customer, of: text, coding, &batch)
    row.id = append(fields[.id], of: text, coding, &batch)
    row.title = append(fields[.title], of: text, coding, &batch)
    row.search = append(fields[.search], of: text, coding, &batch)
    row.consent = appendSignals(fields, text, form, url: row.url, &batch)
  }

  private mutating func append(
    _ range: ByteRange, of text: Span<UInt8>, _ coding: TextCoding, _ batch: inout EventBatch
  ) -> ByteRange {
    guard !range.isEmpty else { return .none }
    let start = batch.text.count
    appendDecoded(text.extracting(range.indices), coding, &batch)
    return ByteRange(start, batch.text.count)
  }

  /// Appends text as the client sent it, each byte that is not UTF-8 as `\xhh`.
  private mutating func appendDecoded(
    _ bytes: Span<UInt8>, _ coding: TextCoding, _ batch: inout EventBatch
  ) {
    guard decode(bytes, coding) else { return batch.text.append(text: bytes) }
    batch.text.append(text: scratch.span)
  }

  /// Undoes a log's escapes into `scratch`; false where there are none to undo.
  mutating func decode(_ bytes: Span<UInt8>, _ coding: TextCoding) -> Bool {
    switch coding {
    case .plain: return false
    case .backslash:
      guard bytes.firstIndex(of: 0x5C) != nil else { return false }
      scratch.removeAll(keepingCapacity: true)
      scratch.append(unescaping: bytes)
    case .plusForSpace:
      guard bytes.firstIndex(of: 0x2B) != nil else { return false }
      scratch.removeAll(keepingCapacity: true)
      for index in bytes.indices { scratch.append(bytes[index] == 0x2B ? 0x20 : bytes[index]) }
    case .percent, .percentTwice:
      guard bytes.firstIndex(of: 0x25) != nil else { return false }
      scratch.removeAll(keepingCapacity: true)
      scratch.append(bytes)
      scratch.percentDecode()
      if coding == .percentTwice { scratch.percentDecode() }
    }
    return true
  }

  private mutating func appendVisitor(
    _ fields: CapturedFields, _ text: Span<UInt8>, _ form: RecordForm,
    _ batch: inout EventBatch
  ) -> ByteRange {
    switch visitor {
    case .field: return append(fields[.visitor], of: text, form.coding, &batch)
    case .cookie(let name):
      guard fields[.visitor].isEmpty else {
        return append(fields[.visitor], of: text, form.coding, &batch)
      }
      return appendCookie(name.span, fields[.cookie], text, form.headerCoding, &batch)
    case .hostAndAgent:
      guard !fields[.host].isEmpty else { return .none }
      let start = batch.text.count
      appendDecoded(text.extracting(fields[.host].indices), form.coding, &batch)
      batch.text.append(0x1F)
      if fields[.agent].isEmpty {
        batch.text.append(0x2D)
      } else {
        appendDecoded(text.extracting(fields[.agent].indices), form.agentCoding, &batch)
      }
      return ByteRange(start, batch.text.count)
    }
  }

  /// Appends the value of a cookie; escapes are undone first, since they may hide quotes.
  private mutating func appendCookie(
    _ name: Span<UInt8>, _ header: ByteRange, _ text: Span<UInt8>, _ coding: TextCoding,
    _ batch: inout EventBatch
  ) -> ByteRange {
    guard !header.isEmpty else { return .none }
    let bytes = text.extracting(header.indices)
    guard decode(bytes, coding) else {
      return append(bytes.cookieValue(name), of: bytes, .plain, &batch)
    }
    let value = scratch.span.cookieValue(name)
    guard !value.isEmpty else { return .none }
    let start = batch.text.count
    batch.text.append(text: scratch.span.extracting(value.indices))
    return ByteRange(start, batch.text.count)
  }

  private mutating func appendURL(
    _ fields: CapturedFields, _ text: Span<UInt8>, _ coding: TextCoding,
    _ batch: inout EventBatch
  ) -> ByteRange {
    guard fields[.target].isEmpty else {
      return append(fields[.target], of: text, coding, &batch)
    }
    let path = append(fields[.path], of: text, coding, &batch)
    guard !path.isEmpty, !fields[.query].isEmpty else { return path }
    if text[fields[.query].start] != 0x3F { batch.text.append(0x3F) }
    appendDecoded(text.extracting(fields[.query].indices), coding, &batch)
    return ByteRange(path.start, batch.text.count)
  }
}

extension [UInt8] {
  /// Undoes percent-encoding in place; a `%` without two digits stays.
  fileprivate mutating func percentDecode() {
    var read = 0
    var write = 0
    while read < count {
      if self[read] == 0x25, read + 2 < count, let high = hexValue(self[read + 1]),
        let low = hexValue(self[read + 2])
      {
        self[write] = high << 4 | low
        read += 3
      } else {
        self[write] = self[read]
        read += 1
      }
      write += 1
    }
    removeLast(count - write)
  }
}
