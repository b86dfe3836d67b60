public import Bytes
import Events
import Journeys
public import Logging
import Workspace

/// What `sojourn-sessionize` is told.
public struct SessionizeSettings: Sendable {
  /// A pipeline file, whose sessions, site and outcomes are used.
  public var configuration: String?
  /// P; nil where every session counts as closed.
  public var asOf: Timestamp?
  /// What happens to bots, in place of the pipeline file's word.
  public var bots: String?
  /// The longest gap within a session, in place of the pipeline file's.
  public var timeout: Duration?
  /// The longest session or `none`, in place of the pipeline file's.
  public var maximumLength: String?
  /// The most events of a session or `none`, in place of the pipeline file's.
  public var maximumEvents: String?
  /// Whether events are left out of the sessions.
  public var isSummary = false
  /// Whether the events come in order already.
  public var isPresorted = false
  /// What is borne of bad input.
  public var inputLimits = InputLimits()
  /// How many rejected lines are borne.
  public var rejectLimits = RejectLimits()

  /// The defaults.
  public init() {}

  /// The rules and outcomes in force: the pipeline file's, then the flags'.
  ///
  /// - Throws: ``StageFailure`` 64 for a wrong flag, ``ConfigurationError`` for a wrong file.
  func rulesAndOutcomes() throws -> (SessionRules, OutcomeSet) {
    var rules = SessionRules()
    var outcomes = OutcomeSet.none
    if let configuration {
      let pipeline = try PipelineConfiguration.read(configuration)
      rules = pipeline.sessions
      outcomes = try OutcomeSet(pipeline.outcomes)
    }
    rules.asOf = asOf
    if let timeout { rules.timeoutNanoseconds = timeout.nanoseconds }
    if let bots {
      guard let handling = BotHandling(rawValue: bots) else {
        throw StageFailure(.usage, "--bots takes flag, drop or keep")
      }
      rules.bots = handling
    }
    if let maximumLength {
      rules.maximumLengthNanoseconds = try limit(maximumLength, "--maximum-length") {
        Duration(text: $0)?.nanoseconds
      }
    }
    if let maximumEvents {
      rules.maximumEvents = try limit(maximumEvents, "--maximum-events") {
        Int($0).flatMap { $0 > 0 ? $0 : nil }
      }
    }
    return (rules, outcomes)
  }

  private func limit<Value>(
    _ text: String, _ flag: String, _ read: (String) -> Value?
  ) throws -> Value? {
    guard text != "none" else { return nil }
    guard let value = read(text) else {
      throw StageFailure(.usage, "\(flag) takes a limit or none, not `\(text)`")
    }
    return value
  }
}

/// Events to sessions: the work of `sojourn-sessionize`.
public struct SessionizeStage {
  private let settings: SessionizeSettings
  private let log: Logger

  /// A stage with its settings and where it tells what it meets.
  public init(settings: SessionizeSettings, log: Logger) {
    self.settings = settings
    self.log = log
  }

  /// Reads events to the end, then writes their sessions by visitor and start.
  ///
  /// - Returns: how the command ends.
  /// - Throws: ``StageFailure``.
  public func run(files: [String], output: String?, report: String?) throws -> ExitCode {
    let (rules, outcomes) = try settings.rulesAndOutcomes()
    let records = try RecordOutput(path: output)
    var tally = StageReport(stage: "sessionize")
    var collector = EventCollector()
    let reading = EventFileReading(limits: settings.inputLimits, log: log)
    let failure = try reading.read(files, &tally) {
      collector.take($0)
      try TextLimit.check(bytes: collector.events.text.count)
    }
    var (table, counts) = Sessionizer(rules: rules)
      .sessions(of: collector.finish(), presorted: settings.isPresorted)
    outcomes.match(&table)
    tally.add(counts)
    try tally.requireBalance()
    try tally.write(to: report)
    if let failure = failure ?? tally.failure(settings.rejectLimits, hint: "events were expected") {
      try records.abandon()
      throw failure
    }
    table.events.sortPurposes()
    let options = SessionWritingOptions(outcomes: outcomes, isSummary: settings.isSummary)
    var memo = SessionFactsMemo(siteHosts: options.siteHosts)
    for session in table.sessions {
      try records.writeLine { $0.append(session: session, of: table, options, &memo) }
    }
    try records.finish()
    return .done
  }
}

extension StageReport {
  /// Takes over what became of events as they were grouped.
  mutating func add(_ counts: SessionTally) {
    out = counts.kept
    for reason in SessionDrop.allCases where counts.dropped(reason) > 0 {
      dropped[reason.rawValue] = counts.dropped(reason)
    }
    sessions = counts.sessions
  }
}
