public import Bytes

/// Why a line is not an event.
public enum EventRejection: String, Error, CaseIterable, Sendable {
  /// The line is not one JSON object.
  case notJSON = "not-json"
  /// There is no `time`.
  case missingTime = "missing-time"
  /// `time` is not RFC 3339.
  case badTime = "bad-time"
  /// There is no `event`.
  case missingEvent = "missing-event"
  /// `event` is not made of letters, digits and `_`.
  case badEvent = "bad-event"
  /// A field has another type than the format says.
  case badField = "bad-field"
}

extension EventBatch {
  /// Reads one line of events as NDJSON and appends the event.
  ///
  /// Unknown keys are passed over. An event whose `visitor` is missing or empty is kept, with none:
  /// consent decides it. Nothing is appended when the line is rejected.
  ///
  /// - Parameters:
  ///   - line: one JSON object.
  ///   - source: the place of its file in ``sources``.
  ///   - number: the line in its file, from 1; the event's own `source` is read where it has one.
  public mutating func append(
    ndjson line: Span<UInt8>, source: Int32 = -1, number: Int = 0
  ) throws(EventRejection) {
    guard !QuickEventLine.append(line, source: source, number: number, to: &self) else { return }
    let textCount = text.count
    var reader = EventLineReader(source: source, line: UInt32(clamping: number))
    do throws(EventRejection) {
      try reader.read(line, into: &self)
    } catch {
      text.removeLast(text.count - textCount)
      throw error
    }
    guard reader.hasTime, !reader.row.event.isEmpty else {
      text.removeLast(text.count - textCount)
      throw reader.hasTime ? .missingEvent : .missingTime
    }
    rows.append(reader.row)
  }

  /// Reads a JSON text that is one event, such as an element of a session's `journey`.
  ///
  /// - Throws: ``EventRejection``.
  public mutating func append(
    event value: JSONValue, in line: Span<UInt8>
  ) throws(EventRejection) {
    try append(ndjson: line.extracting(value.range.indices))
  }
}

private struct EventLineReader {
  var row: EventRow
  var hasTime = false

  init(source: Int32, line: UInt32) {
    row = EventRow(time: RecordTime(start: .distantPast, fractionDigits: 0))
    row.source = source
    row.line = line
  }

  mutating func read(_ line: Span<UInt8>, into batch: inout EventBatch) throws(EventRejection) {
    var scanner = JSONScanner()
    do throws(JSONError) { try scanner.enter(0x7B, line) } catch { throw .notJSON }
    while let (key, value) = try nextMember(&scanner, line) {
      try take(key, value, line, into: &batch)
    }
    do throws(JSONError) { try scanner.finish(line) } catch { throw .notJSON }
  }

  private func nextMember(
    _ scanner: inout JSONScanner, _ line: Span<UInt8>
  ) throws(EventRejection) -> (key: JSONValue, value: JSONValue)? {
    do throws(JSONError) {
      guard let key = try scanner.nextKey(line) else { return nil }
      return (key, try scanner.value(line))
    } catch {
      throw .notJSON
    }
  }

  mutating func take(
    _ key: JSONValue, _ value: JSONValue, _ line: Span<UInt8>, into batch: inout EventBatch
  ) throws(EventRejection) {
    guard value.kind != .null else { return }
    let name = line.extracting(key.range.indices)
    if name.isEqual(to: "time") {
      try takeTime(value, line)
    } else if name.isEqual(to: "event") {
      row.event = try text(value, line, &batch)
      guard EventName.isValid(batch.text.span.extracting(row.event.indices)) else {
        throw .badEvent
      }
    } else if name.isEqual(to: "purposes") {
      try takePurposes(value, line, &batch)
    } else if name.isEqual(to: "source") {
      takeSource(try text(value, line, &batch), &batch)
    } else if name.isEqual(to: "status") {
      guard let number = unsigned(value, line), number < 1000 else { throw .badField }
      row.status = UInt16(number)
    } else if name.isEqual(to: "bytes") {
      guard let number = unsigned(value, line), number <= Int64.max else { throw .badField }
      row.bytes = Int64(number)
    } else if name.isEqual(to: "attributes") {
      row.attributes = try object(value, line, &batch)
    } else if name.isEqual(to: "traits") {
      row.traits = try object(value, line, &batch)
    } else if name.isEqual(to: "consent") {
      row.consent = try object(value, line, &batch)
    } else {
      try takeText(name, value, line, &batch)
    }
  }

  private mutating func takeText(
    _ name: Span<UInt8>, _ value: JSONValue, _ line: Span<UInt8>, _ batch: inout EventBatch
  ) throws(EventRejection) {
    if name.isEqual(to: "visitor") {
      row.visitor = try text(value, line, &batch)
    } else if name.isEqual(to: "id") {
      row.id = try text(value, line, &batch)
    } else if name.isEqual(to: "url") {
      row.url = try text(value, line, &batch)
    } else if name.isEqual(to: "title") {
      row.title = try text(value, line, &batch)
    } else if name.isEqual(to: "referrer") {
      row.referrer = try text(value, line, &batch)
    } else if name.isEqual(to: "search") {
      row.search = try text(value, line, &batch)
    } else if name.isEqual(to: "agent") {
      row.agent = try text(value, line, &batch)
    } else if name.isEqual(to: "method") {
      row.method = try text(value, line, &batch)
    } else if name.isEqual(to: "customer") {
      row.customer = try text(value, line, &batch)
    } else if name.isEqual(to: "controller") {
      row.controller = try text(value, line, &batch)
    } else if name.isEqual(to: "bot") {
      row.bot = try text(value, line, &batch)
    }
  }

  private mutating func takeTime(
    _ value: JSONValue, _ line: Span<UInt8>
  ) throws(EventRejection) {
    guard value.kind == .string,
      let time = RecordTime(rfc3339: line.extracting(value.range.indices))
    else { throw .badTime }
    row.time = time
    hasTime = true
  }

  private mutating func takePurposes(
    _ value: JSONValue, _ line: Span<UInt8>, _ batch: inout EventBatch
  ) throws(EventRejection) {
    guard value.kind == .array else { throw .badField }
    var scanner = JSONScanner(at: value.range.start)
    do {
      try scanner.enter(0x5B, line)
      while let element = try scanner.nextElement(line) {
        guard element.kind == .string else { throw EventRejection.badField }
        var name: [UInt8] = []
        name.append(textOf: element, in: line)
        let index = batch.purposes.insert(String(decoding: name, as: UTF8.self))
        guard let index else { throw EventRejection.badField }
        row.purposes.insert(PurposeSet(index: index))
      }
    } catch {
      throw .badField
    }
  }

  /// Reads `access.log.gz:123`; text without a line number is a file's name alone.
  private mutating func takeSource(_ range: ByteRange, _ batch: inout EventBatch) {
    let source = batch.string(range)
    batch.text.removeLast(Int(range.count))
    guard let colon = source.lastIndex(of: ":"),
      let number = UInt32(source[source.index(after: colon)...])
    else {
      row.source = batch.sourceIndex(source)
      row.line = 0
      return
    }
    row.source = batch.sourceIndex(String(source[..<colon]))
    row.line = number
  }

  private func object(
    _ value: JSONValue, _ line: Span<UInt8>, _ batch: inout EventBatch
  ) throws(EventRejection) -> ByteRange {
    guard value.kind == .object else { throw .badField }
    let start = batch.text.count
    batch.text.append(minified: value, in: line)
    return ByteRange(start, batch.text.count)
  }

  private func text(
    _ value: JSONValue, _ line: Span<UInt8>, _ batch: inout EventBatch
  ) throws(EventRejection) -> ByteRange {
    guard value.kind == .string else { throw .badField }
    return batch.text.store(textOf: value, in: line)
  }

  private func unsigned(_ value: JSONValue, _ line: Span<UInt8>) -> UInt64? {
    guard value.kind == .number || value.kind == .string else { return nil }
    return line.extracting(value.range.indices).unsignedInteger()
  }
}
