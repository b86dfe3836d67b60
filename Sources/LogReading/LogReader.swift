import Bytes
public import Events

/// Reads the lines of a log, one by one, into events.
///
/// An authenticated user is the event's customer. Addresses enter no event, unless the visitor is made
/// of one.
///
/// A line's bytes are looked at in place: its parts are ranges in fixed room, and only the text of an
/// event is copied, into its batch. Nothing is allocated for a line beyond the batch's growth. A
/// reader is a value of one thread; what it keeps between lines is the `#Fields:` line of a W3C log.
public struct LogReader: Sendable {
  private let format: LogFormat
  /// Takes ordinary lines before the format's every rule is asked.
  private var quick = QuickLine.none
  private var clock = MinuteClock()
  private var form: RecordForm
  private var assembler: EventAssembler
  /// The step of a template that captures the visitor; -1 where it is made of other fields.
  private var visitorStep = -1
  /// The field of a common or combined line that is the visitor.
  private var visitorField = LogField.ignored
  private var columns: W3CColumns
  private let fieldMap: JSONFieldMap?
  /// The text of a record that is not that of its line.
  private var text: [UInt8] = []

  /// A reader for a log.
  ///
  /// - Throws: ``LogFormatError`` where the settings don't fit one another.
  public init(_ settings: LogReaderSettings) throws(LogFormatError) {
    format = settings.format.bringing(settings.signals)
    assembler = EventAssembler(
      visitor: settings.visitor.kind,
      pageFilter: settings.keepAll
        ? nil : PageFilter(assetExtensions: settings.assetExtensions), signals: settings.signals)
    columns = W3CColumns(visitorName: settings.visitor.fieldName)
    fieldMap = settings.format == .json ? try JSONFieldMap(settings) : nil
    switch format {
    case .common, .combined:
      form = RecordForm(isEscaped: true)
      visitorField = try settings.visitorFieldOfLine
      quick = QuickLine(isCombined: settings.format == .combined, visitor: visitorField)
    case .template(let template):
      form = RecordForm(template)
      visitorStep = try template.step(of: settings.visitor)
      quick = QuickLine(template, visitorStep: visitorStep)
    case .w3c: form = RecordForm(time: .dateAndClock)
    case .json: form = RecordForm(time: .any)
    case .journey: form = RecordForm()
    }
  }

  /// Lets every line be read by the format's every rule, ordinary or not, so that both ways can be
  /// compared.
  package mutating func followEveryRule() {
    quick = .none
  }

  /// Reads one line, without its line feed, and appends its event to a batch.
  ///
  /// A record without a visitor is an event with an empty one: consent decides it. Nothing is appended
  /// when the line is filtered or rejected.
  ///
  /// - Parameters:
  ///   - line: the line's bytes.
  ///   - number: the line in its file, from 1.
  ///   - source: the place of its file in ``EventBatch/sources``.
  public mutating func read(
    _ line: Span<UInt8>, number: Int, source: Int32, into batch: inout EventBatch
  ) -> LineOutcome {
    let hasMark = number == 1 && line.hasPrefix("\u{FEFF}")
    let line = hasMark ? line.extracting(3..<line.count) : line
    guard !line.isBlank else { return .filtered(.blank) }
    if !quick.steps.isEmpty {
      var captured = QuickLine.Captured()
      captured.source = source
      captured.line = UInt32(clamping: number)
      if quick.capture(line, &clock, into: &captured),
        let outcome = assembler.append(
          &captured, of: line, isContiguous: quick.isContiguous, into: &batch)
      {
        return outcome
      }
    }
    do {
      let outcome = try readRecord(line, into: &batch)
      if outcome == .event {
        let last = batch.rows.count - 1
        batch.rows[last].source = source
        batch.rows[last].line = UInt32(clamping: number)
      }
      return outcome
    } catch {
      return .rejected(error)
    }
  }

  private mutating func readRecord(
    _ line: Span<UInt8>, into batch: inout EventBatch
  ) throws(RejectReason) -> LineOutcome {
    switch format {
    case .common: return try readCommon(line, isCombined: false, into: &batch)
    case .combined: return try readCommon(line, isCombined: true, into: &batch)
    case .template(let template):
      var fields = CapturedFields()
      try template.capture(line, visitorStep: visitorStep, into: &fields)
      return try assembler.append(fields, of: line, form, into: &batch)
    case .w3c: return try readW3C(line, into: &batch)
    case .json: return try readJSON(line, into: &batch)
    case .journey:
      try JourneyLine.append(line, into: &batch)
      return .event
    }
  }

  private mutating func readCommon(
    _ line: Span<UInt8>, isCombined: Bool, into batch: inout EventBatch
  ) throws(RejectReason) -> LineOutcome {
    var fields = CapturedFields()
    try CommonLogLine.capture(line, isCombined: isCombined, into: &fields)
    if visitorField != .ignored { fields[.visitor] = fields[visitorField] }
    return try assembler.append(fields, of: line, form, into: &batch)
  }

  private mutating func readW3C(
    _ line: Span<UInt8>, into batch: inout EventBatch
  ) throws(RejectReason) -> LineOutcome {
    guard line[0] != 0x23 else {
      columns.takeDirective(line)
      form.logsMethod = columns.logsMethod
      form.logsStatus = columns.logsStatus
      return .filtered(.directive)
    }
    var fields = CapturedFields()
    let isTabbed = line.firstIndex(of: 0x09) != nil
    form.agentCoding = isTabbed ? .percentTwice : .plusForSpace
    form.headerCoding = isTabbed ? .percent : .plain
    try columns.capture(line, isTabbed: isTabbed, into: &fields)
    guard columns.needsDate else {
      return try assembler.append(fields, of: line, form, into: &batch)
    }
    text.removeAll(keepingCapacity: true)
    text.append(line)
    fields[.date] = ByteRange(text.count, text.count + columns.date.count)
    text.append(contentsOf: columns.date)
    return try assembler.append(fields, ofText: text, form, into: &batch)
  }

  private mutating func readJSON(
    _ line: Span<UInt8>, into batch: inout EventBatch
  ) throws(RejectReason) -> LineOutcome {
    guard let fieldMap else { throw .badStructure }
    text.removeAll(keepingCapacity: true)
    var capture = JSONFieldMap.Capture()
    try fieldMap.capture(line, text: &text, into: &capture)
    return try assembler.append(capture.fields, ofText: text, form, into: &batch)
  }
}

extension RecordForm {
  fileprivate init(_ template: LogTemplate) {
    self.init(isEscaped: template.isEscaped)
    timeForm = template.timeForm
    logsMethod = template.has(.request) || template.has(.method)
    logsStatus = template.has(.status)
  }

  fileprivate init(time form: LogTemplate.TimeForm) {
    self.init()
    timeForm = form
    logsMethod = false
    logsStatus = false
  }
}

extension LogReaderSettings {
  /// The visitor's field in a common or combined line; `ignored` where it is made of other fields.
  fileprivate var visitorFieldOfLine: LogField {
    get throws(LogFormatError) {
      guard case .field(let name) = visitor else { return .ignored }
      let known: [LogField] = [
        .host, .logname, .user, .vhost, .request, .referrer, .agent, .cookie,
      ]
      guard let field = LogField(name: name), known.contains(field) else {
        throw .noVisitorField(name: name)
      }
      return field
    }
  }
}

extension LogFormat {
  /// The format with the fields of the signals that are brought.
  fileprivate func bringing(_ signals: SignalSources) -> LogFormat {
    guard case .template(let template) = self else { return self }
    return .template(template.bringing(signals))
  }
}

extension VisitorSource {
  fileprivate var fieldName: String? {
    if case .field(let name) = self { name } else { nil }
  }

  fileprivate var kind: EventAssembler.Visitor {
    switch self {
    case .cookie(let name): .cookie(Array(name.utf8))
    case .field: .field
    case .hostAndAgent: .hostAndAgent
    }
  }
}

extension LogTemplate {
  /// The step that captures the visitor; -1 where it is made of other fields.
  fileprivate func step(of visitor: VisitorSource) throws(LogFormatError) -> Int {
    switch visitor {
    case .hostAndAgent:
      guard has(.host) else { throw .noVisitorField(name: "host") }
      return -1
    case .cookie(let name):
      if let index = steps.firstIndex(where: { $0.isCookie && $0.name == name }) { return index }
      guard has(.cookie) else { throw .noVisitorField(name: name) }
      return -1
    case .field(let name):
      let wanted = LogField(name: name)
      let index =
        steps.firstIndex { $0.name.lowercased() == name.lowercased() }
        ?? steps.firstIndex { $0.field == wanted && wanted != .ignored }
      guard let index else { throw .noVisitorField(name: name) }
      return index
    }
  }
}
