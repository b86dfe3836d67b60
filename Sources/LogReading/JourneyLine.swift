import Bytes
import Events

/// Reads the collector's web events, one JSON object a line.
///
/// The keys are `customerCookieId`, `eventName`, `page{url,title}`, `createdDate`, `userAgentString`,
/// `referrerUrl`, `searchQuery`, `attributes{name:{dataType,value}}`, `traits`, `customerId`, `id` and
/// `consent{gpc,tc}`. Others are passed over, and a key whose value is `null` is as good as absent.
struct JourneyLine {
  private var row = EventRow(time: RecordTime(start: .distantPast, fractionDigits: 0))
  private var hasTime = false

  /// Reads a line and appends its event to a batch; nothing is appended when it is rejected.
  static func append(
    _ line: Span<UInt8>, into batch: inout EventBatch
  ) throws(RejectReason) {
    let textCount = batch.text.count
    var reader = JourneyLine()
    do {
      try reader.readMembers(line, &batch)
      guard reader.hasTime else { throw RejectReason.noTime }
      guard !reader.row.event.isEmpty else { throw RejectReason.missingEvent }
      batch.rows.append(reader.row)
    } catch {
      batch.text.removeLast(batch.text.count - textCount)
      throw error as? RejectReason ?? .notJSON
    }
  }

  private mutating func readMembers(_ line: Span<UInt8>, _ batch: inout EventBatch) throws {
    var scanner = JSONScanner()
    try scanner.enter(0x7B, line)
    while let key = try scanner.nextKey(line) {
      let value = try scanner.value(line)
      guard value.kind != .null else { continue }
      try take(line.extracting(key.range.indices), value, line, &batch)
    }
    try scanner.finish(line)
  }

  private mutating func take(
    _ name: Span<UInt8>, _ value: JSONValue, _ line: Span<UInt8>, _ batch: inout EventBatch
  ) throws {
    if name.isEqual(to: "customerCookieId") {
      row.visitor = try text(value, line, &batch)
    } else if name.isEqual(to: "eventName") {
      row.event = try text(value, line, &batch)
      guard row.event.isEmpty || EventName.isValid(batch.text.span.extracting(row.event.indices))
      else { throw RejectReason.badEvent }
    } else if name.isEqual(to: "createdDate") {
      try takeTime(value, line)
    } else if name.isEqual(to: "page") {
      try takePage(value, line, &batch)
    } else if name.isEqual(to: "userAgentString") {
      row.agent = try text(value, line, &batch)
    } else if name.isEqual(to: "referrerUrl") {
      row.referrer = try text(value, line, &batch)
    } else if name.isEqual(to: "searchQuery") {
      row.search = try text(value, line, &batch)
    } else if name.isEqual(to: "customerId") {
      row.customer = try text(value, line, &batch)
    } else if name.isEqual(to: "id") {
      row.id = try text(value, line, &batch)
    } else {
      try takeObject(name, value, line, &batch)
    }
  }

  private mutating func takeObject(
    _ name: Span<UInt8>, _ value: JSONValue, _ line: Span<UInt8>, _ batch: inout EventBatch
  ) throws {
    if name.isEqual(to: "attributes") {
      row.attributes = try batch.text.store(attributes: value, in: line)
    } else if name.isEqual(to: "consent") {
      row.consent = try batch.text.store(signals: value, in: line)
    } else if name.isEqual(to: "traits") {
      guard value.kind == .object else { throw RejectReason.badField }
      let start = batch.text.count
      batch.text.append(minified: value, in: line)
      row.traits = ByteRange(start, batch.text.count)
    }
  }

  private mutating func takePage(
    _ page: JSONValue, _ line: Span<UInt8>, _ batch: inout EventBatch
  ) throws {
    guard page.kind == .object else { throw RejectReason.badField }
    var scanner = JSONScanner(at: page.range.start)
    try scanner.enter(0x7B, line)
    while let key = try scanner.nextKey(line) {
      let value = try scanner.value(line)
      guard value.kind != .null else { continue }
      let name = line.extracting(key.range.indices)
      if name.isEqual(to: "url") { row.url = try text(value, line, &batch) }
      if name.isEqual(to: "title") { row.title = try text(value, line, &batch) }
    }
  }

  /// Reads RFC 3339, or milliseconds since the epoch as a number or its digits.
  private mutating func takeTime(_ value: JSONValue, _ line: Span<UInt8>) throws {
    let bytes = line.extracting(value.range.indices)
    let time: RecordTime? =
      switch value.kind {
      case .number: RecordTime(epoch: bytes, scaleDigits: 3)
      case .string: RecordTime(rfc3339: bytes) ?? RecordTime(epoch: bytes, scaleDigits: 3)
      default: nil
      }
    guard let time else { throw RejectReason.badTime }
    row.time = time
    hasTime = true
  }

  private func text(
    _ value: JSONValue, _ line: Span<UInt8>, _ batch: inout EventBatch
  ) throws -> ByteRange {
    guard value.kind == .string else { throw RejectReason.badField }
    return batch.text.store(textOf: value, in: line)
  }
}
