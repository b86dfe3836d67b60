import Bytes
import Events

/// What is known of all records of a format.
struct RecordForm: Sendable {
  /// How all fields are written that have no coding of their own.
  var coding = TextCoding.plain
  var agentCoding = TextCoding.plain
  /// How referrers and cookies are written.
  var headerCoding = TextCoding.plain
  var timeForm = LogTemplate.TimeForm.commonLog
  /// Whether the format logs methods and statuses, so that a record without one is no page.
  var logsMethod = true
  var logsStatus = true

  /// A format whose fields are all written with backslash escapes, or none.
  init(isEscaped: Bool = false) {
    coding = isEscaped ? .backslash : .plain
    agentCoding = coding
    headerCoding = coding
  }
}

/// Makes an event of a record's captured fields.
struct EventAssembler: Sendable {
  enum Visitor: Sendable {
    case cookie([UInt8])
    case field
    case hostAndAgent
  }

  let visitor: Visitor
  /// Nil where every request is an event.
  let pageFilter: PageFilter?
  /// The signals of consent that are brought into events.
  let signals: SignalNames
  var scratch: [UInt8] = []
  /// Where the last batch holds the name of page views.
  private(set) var namePlace = ByteRange.none

  init(visitor: Visitor, pageFilter: PageFilter?, signals: SignalSources = .none) {
    self.visitor = visitor
    self.signals = SignalNames(signals)
    self.pageFilter = pageFilter
  }

  /// Appends the record's event to a batch, unless it is no page.
  mutating func append(
    _ captured: CapturedFields, of text: Span<UInt8>, _ form: RecordForm,
    into batch: inout EventBatch
  ) throws(RejectReason) -> LineOutcome {
    var fields = captured
    var row = EventRow(time: try fields.recordTime(form.timeForm, in: text, scratch: &scratch))
    row.status = try status(fields, text)
    row.bytes = try size(fields, text)
    clearAbsent(&fields, text)
    takeRequest(&fields, text)
    if let event = try eventName(fields, text) {
      row.event = batch.text.store(text.extracting(event.indices))
    } else {
      if let reason = filterReason(fields, text, form, status: row.status) {
        return .filtered(reason)
      }
      row.event = pageViewed(&batch)
    }
    appendText(of: fields, text, form, &row, &batch)
    batch.rows.append(row)
    return .event
  }

  /// Appends the event of a record whose text is not that of its line.
  mutating func append(
    _ captured: CapturedFields, ofText text: [UInt8], _ form: RecordForm,
    into batch: inout EventBatch
  ) throws(RejectReason) -> LineOutcome {
    try append(captured, of: text.span, form, into: &batch)
  }

  /// The name of page views, which a batch holds once.
  mutating func pageViewed(_ batch: inout EventBatch) -> ByteRange {
    if namePlace.count > 0, namePlace.end <= batch.text.count,
      batch.text.span.extracting(namePlace.indices).isEqual(to: EventName.pageViewed)
    {
      return namePlace
    }
    let start = batch.text.count
    batch.text.append(EventName.pageViewed)
    namePlace = ByteRange(start, batch.text.count)
    return namePlace
  }

  private func status(
    _ fields: CapturedFields, _ text: Span<UInt8>
  ) throws(RejectReason) -> UInt16 {
    let range = fields[.status]
    guard !text.isAbsent(range) else { return 0 }
    guard let number = text.extracting(range.indices).unsignedInteger(), number < 1000 else {
      throw .badStatus
    }
    return UInt16(number)
  }

  private func size(
    _ fields: CapturedFields, _ text: Span<UInt8>
  ) throws(RejectReason) -> Int64 {
    let range = fields[.bytes]
    guard !text.isAbsent(range) else { return -1 }
    guard let number = text.extracting(range.indices).unsignedInteger(), number <= Int64.max
    else { throw .badBytes }
    return Int64(number)
  }

  private func clearAbsent(_ fields: inout CapturedFields, _ text: Span<UInt8>) {
    fields.clearIfAbsent(.host, in: text)
    fields.clearIfAbsent(.user, in: text)
    fields.clearIfAbsent(.request, in: text)
    fields.clearIfAbsent(.method, in: text)
    fields.clearIfAbsent(.target, in: text)
    fields.clearIfAbsent(.path, in: text)
    fields.clearIfAbsent(.query, in: text)
    fields.clearIfAbsent(.referrer, in: text)
    fields.clearIfAbsent(.agent, in: text)
    fields.clearIfAbsent(.cookie, in: text)
    fields.clearIfAbsent(.gpc, in: text)
    if !signals.isEmpty {
      fields.clearIfAbsent(.tc, in: text)
      fields.clearIfAbsent(.dnt, in: text)
      for cookie in signals.cookies { fields.clearIfAbsent(cookie.field, in: text) }
    }
    fields.clearIfAbsent(.visitor, in: text)
    fields.clearIfAbsent(.customer, in: text)
  }

  /// Fills method and target from the request line where the format logs that.
  ///
  /// Its target goes before a path logged beside it, which is the server's own after rewriting.
  private func takeRequest(_ fields: inout CapturedFields, _ text: Span<UInt8>) {
    guard !fields[.request].isEmpty else { return }
    let line = RequestLine(text, at: fields[.request])
    if fields[.method].isEmpty { fields[.method] = line.method }
    if fields[.target].isEmpty { fields[.target] = line.target }
  }

  private func eventName(
    _ fields: CapturedFields, _ text: Span<UInt8>
  ) throws(RejectReason) -> ByteRange? {
    guard !fields[.event].isEmpty else { return nil }
    guard EventName.isValid(text.extracting(fields[.event].indices)) else { throw .badEvent }
    return fields[.event]
  }

  private func filterReason(
    _ fields: CapturedFields, _ text: Span<UInt8>, _ form: RecordForm, status: UInt16
  ) -> FilterReason? {
    guard let pageFilter else { return nil }
    let method = text.extracting(fields[.method].indices)
    let hasMethod = form.logsMethod || !method.isEmpty || !fields[.request].isEmpty
    if hasMethod, !method.isEqual(to: "GET") { return .method }
    if !pageFilter.accepts(status: status), form.logsStatus || status > 0 { return .status }
    let target = fields[.target].isEmpty ? fields[.path] : fields[.target]
    return pageFilter.isAsset(text.extracting(target.indices)) ? .asset : nil
  }
}
