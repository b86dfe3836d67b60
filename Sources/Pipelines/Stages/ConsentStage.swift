public import Bytes
import Consent
public import Events
public import Logging
import Workspace

/// What `sojourn-consent` is told.
public struct ConsentSettings: Sendable {
  /// The organisation whose site it is.
  public var controller: String
  /// The purposes to decide for.
  public var purposes: [String]
  /// Files of statements.
  public var statements: [String] = []
  /// A policy's file; nil for the defaults.
  public var policy: String?
  /// P.
  public var asOf = Timestamp.distantPast
  /// K; nil for what is known at P.
  public var knownAt: LedgerPosition?
  /// Whether the decision on each event is printed in place of the event.
  public var printsDecisions = false
  /// What is borne of bad input.
  public var inputLimits = InputLimits()
  /// How many rejected lines are borne.
  public var rejectLimits = RejectLimits()

  /// Settings for a controller and purposes.
  public init(controller: String, purposes: [String]) {
    self.controller = controller
    self.purposes = purposes
  }
}

/// Events to permitted events: the work of `sojourn-consent`.
public struct ConsentStage {
  private let settings: ConsentSettings
  private let log: Logger

  /// A stage with its settings and where it tells what it meets.
  public init(settings: ConsentSettings, log: Logger) {
    self.settings = settings
    self.log = log
  }

  /// Reads events and writes those that are permitted, or the decisions.
  ///
  /// - Returns: how the command ends.
  /// - Throws: ``StageFailure``, ``ConfigurationError``.
  public func run(files: [String], output: String?, report: String?) throws -> ExitCode {
    let register = try makeRegister()
    let records = try RecordOutput(path: output)
    var tally = StageReport(stage: "consent")
    var kept = 0
    var judged: [RowJudgement] = []
    var dropped = [Int](repeating: 0, count: DropReason.allCases.count)
    let reading = EventFileReading(limits: settings.inputLimits, log: log)
    let failure = try reading.read(files, &tally) { batch in
      judged.removeAll(keepingCapacity: true)
      register.judgeEach(in: batch) { _, judgement in judged.append(judgement) }
      try records.writeLines { lines in
        batch.purposes = register.purposes
        for (row, judgement) in zip(batch.rows, judged) {
          if let reason = judgement.reason { dropped[reason.rank] += 1 } else { kept += 1 }
          append(judgement, row, batch, to: &lines)
        }
      }
    }
    tally.out = kept
    for reason in DropReason.allCases where dropped[reason.rank] > 0 {
      tally.dropped[reason.rawValue] = dropped[reason.rank]
    }
    try tally.requireBalance()
    try tally.write(to: report)
    if let failure = failure ?? tally.failure(settings.rejectLimits, hint: "events were expected") {
      try records.abandon()
      throw failure
    }
    try records.finish()
    return .done
  }

  private func makeRegister() throws -> ConsentRegister {
    let loaded = try StatementLoading(
      controller: settings.controller, subkey: nil, limits: settings.inputLimits,
      rejectLimits: settings.rejectLimits, log: log
    ).read(settings.statements)
    let policy = try settings.policy.map {
      try ConsentPolicy.read(
        file: $0, text: String(decoding: try WholeFile.read($0), as: UTF8.self))
    }
    let context = RunContext(
      controller: settings.controller, purposes: PurposeList(settings.purposes),
      asOf: settings.asOf, knownAt: settings.knownAt)
    do {
      return try ConsentRegister(
        loaded.statements, context: context, policy: policy ?? ConsentPolicy())
    } catch {
      throw StageFailure(.configuration, "\(error)")
    }
  }

  /// Appends the line of an event that stays, or of the decision on any; the batch's purposes are the
  /// register's.
  private func append(
    _ judgement: RowJudgement, _ row: EventRow, _ batch: borrowing EventBatch,
    to lines: inout [UInt8]
  ) {
    if settings.printsDecisions {
      let id = batch.text.span.extracting(row.id.indices)
      lines.append(judgement, id: id, batch.purposes)
    } else if judgement.reason == nil {
      var permitted = row
      judgement.apply(to: &permitted)
      lines.append(event: permitted, of: batch)
    } else {
      return
    }
    lines.append(0x0A)
  }
}

/// Reads K from the command line: a time, or how many statements.
public func parseLedgerPosition(_ text: String) throws -> LedgerPosition {
  if let size = Int(text), size >= 0 { return .size(size) }
  guard let moment = Timestamp(text) else {
    throw StageFailure(
      .usage, "`\(text)` is no position: write a time such as 2026-11-23T03:00:00Z, or a count")
  }
  return .time(moment)
}

extension [UInt8] {
  /// Appends the decision on one event as a JSON object without a line feed.
  fileprivate mutating func append(
    _ judgement: RowJudgement, id: Span<UInt8>, _ purposes: PurposeList
  ) {
    append("{\"id\":")
    if id.count > 0 { append(json: id) } else { append("null") }
    append(
      judgement.reason == nil ? ",\"keep\":true,\"reason\":null" : ",\"keep\":false,\"reason\":")
    if let reason = judgement.reason { append(json: reason.rawValue) }
    append(",\"purposes\":[")
    for (place, name) in purposes.names(of: judgement.purposes).enumerated() {
      if place > 0 { append(0x2C) }
      append(json: name)
    }
    append("]}")
  }
}
