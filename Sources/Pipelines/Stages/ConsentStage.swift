public import Bytes
import Consent
import ConsentLedger
public import Events
import Identity
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
  /// The consent ledger, in place of files.
  public var ledger: String?
  /// The file of the pseudonym key, which a ledger needs.
  public var key: String?
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
    let known = try statements()
    let register = try makeRegister(known.statements)
    let records = try RecordOutput(path: output)
    var tally = StageReport(stage: "consent")
    var kept = 0
    var judged: [RowJudgement] = []
    var dropped = [Int](repeating: 0, count: DropReason.allCases.count)
    let reading = EventFileReading(limits: settings.inputLimits, log: log)
    let failure = try reading.read(files, &tally) { batch in
      judged.removeAll(keepingCapacity: true)
      let ids = known.subkey.map { batch.renameIDs(with: $0) }
      register.judgeEach(in: batch) { _, judgement in judged.append(judgement) }
      if let ids { batch.restoreIDs(ids) }
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

  /// The statements, and by what the ids of events are to be found among them where they are pseudonyms.
  private func statements() throws -> (statements: ConsentStatements, subkey: Subkey?) {
    guard let path = settings.ledger else {
      let loaded = try StatementLoading(
        controller: settings.controller, subkey: nil, limits: settings.inputLimits,
        rejectLimits: settings.rejectLimits, log: log
      ).read(settings.statements)
      return (loaded.statements, nil)
    }
    var ledgerSettings = LedgerSettings(ledger: path)
    ledgerSettings.controller = settings.controller
    ledgerSettings.key = settings.key
    let open = try OpenLedger(ledgerSettings, .read)
    return (try open.loadVerified(after: nil).statements, open.keys.visitors)
  }

  private func makeRegister(_ statements: ConsentStatements) throws -> ConsentRegister {
    let policy = try settings.policy.map {
      try ConsentPolicy.read(
        file: $0, text: String(decoding: try WholeFile.read($0), as: UTF8.self))
    }
    let context = RunContext(
      controller: settings.controller, purposes: PurposeList(settings.purposes),
      asOf: settings.asOf, knownAt: settings.knownAt)
    do {
      return try ConsentRegister(
        statements, context: context, policy: policy ?? ConsentPolicy())
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

extension EventBatch {
  /// The ids of a row as they were read.
  fileprivate struct IDs {
    var visitor: ByteRange
    var customer: ByteRange
  }

  /// Puts the pseudonyms of visitors and customers in the place of their ids, since a ledger knows them
  /// by those alone; placeholders, which nobody is, stay.
  fileprivate mutating func renameIDs(with subkey: Subkey) -> [IDs] {
    var ids: [IDs] = []
    ids.reserveCapacity(rows.count)
    for place in rows.indices {
      ids.append(IDs(visitor: rows[place].visitor, customer: rows[place].customer))
      rows[place].visitor = pseudonym(of: rows[place].visitor, subkey)
      rows[place].customer = pseudonym(of: rows[place].customer, subkey)
    }
    return ids
  }

  private mutating func pseudonym(of range: ByteRange, _ subkey: Subkey) -> ByteRange {
    let pseudonym: Pseudonym? = {
      let id = text.span.extracting(range.indices)
      return Placeholder.matches(id) ? nil : subkey.rawPseudonym(of: id)
    }()
    guard let pseudonym else { return range }
    let start = text.count
    pseudonym.append(to: &text)
    return ByteRange(start, text.count)
  }

  /// Puts the ids back.
  fileprivate mutating func restoreIDs(_ ids: [IDs]) {
    for (place, ids) in ids.enumerated() {
      rows[place].visitor = ids.visitor
      rows[place].customer = ids.customer
    }
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
