import Bytes
public import Events

/// Reads the lines of a log, one by one, into events.
///
/// A line's bytes are looked at in place: its parts are ranges in fixed room, and only the text of an
/// event is copied, into its batch. Nothing is allocated for a line beyond the batch's growth. A
/// reader is a value of one thread; what it keeps between lines is the `#Fields:` line of a W3C log.
public struct LogReader: Sendable {
  private let format: LogFormat
  private var form: RecordForm
  private var assembler: EventAssembler
  private var visitorStep = -1

  /// A reader for a log.
  ///
  /// - Throws: ``LogFormatError`` where the settings don't fit one another.
  public init(_ settings: LogReaderSettings) throws(LogFormatError) {
    format = settings.format
    assembler = EventAssembler(
      visitor: settings.visitor.kind,
      pageFilter: settings.keepAll
        ? nil : PageFilter(assetExtensions: settings.assetExtensions))
    switch settings.format {
    case .common, .combined: form = RecordForm(isEscaped: true)
    case .template(let template):
      form = RecordForm(template)
      visitorStep = try template.step(of: settings.visitor)
    default: form = RecordForm()
    }
  }

  /// Forgets what the lines of the file before said about the log.
  public mutating func beginFile() {}

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
    var fields = CapturedFields()
    switch format {
    case .common:
      try CommonLogLine.capture(line, isCombined: false, into: &fields)
    case .combined:
      try CommonLogLine.capture(line, isCombined: true, into: &fields)
    case .template(let template):
      try template.capture(line, visitorStep: visitorStep, into: &fields)
    case .w3c, .json, .journey:
      throw .badStructure
    }
    return try assembler.append(fields, of: line, form, into: &batch)
  }
}

extension RecordForm {
  fileprivate init(_ template: LogTemplate) {
    self.init(isEscaped: template.isEscaped)
    timeForm = template.timeForm
    logsMethod = template.has(.request) || template.has(.method)
    logsStatus = template.has(.status)
  }
}

extension VisitorSource {
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
