import Bytes
import Consent
import Events
import Identity
import Journeys
import Logging
import Workspace

/// Tonight's logs, read and judged, with the events that earlier runs dropped and that are permitted
/// since.
struct TonightsLogs {
  /// The logs, with what of each was read.
  var surveyed: [SurveyedLog]
  /// What the logs have brought.
  var ingested: IngestedLogs
  /// What came of reading tonight's logs again, for events that links of their own permit.
  var linkedAgain: [FileRecords] = []
  /// What came of reading logs of earlier nights again, for events that are permitted since.
  var earlierAgain: [FileRecords] = []
  /// The events of earlier nights' logs that may link ids, by the log's content.
  var candidatesAgain: [SeenContent.Key: PackedEvents] = [:]
  /// The contents of earlier nights whose events later than those nights have been judged again.
  var settledFuture: Set<SeenContent.Key> = []
  /// What came of reading logs again.
  var again: [FileRecords] { linkedAgain + earlierAgain }
  /// The consent by which the logs were judged when they were read.
  var atIntake: ConsentRegister
  /// The consent with the links of tonight's events.
  var linked: NightConsent.Linked
  /// From when on tonight's events have made or unmade links; nil where they have not.
  var linksChangeFrom: Timestamp?

  /// What all of them have brought.
  var records: [FileRecords] { ingested.records + again }

  /// The latest permitted event's time; nil where there is none.
  var latestPermitted: Timestamp? {
    records.map(\.latestPermitted).filter { $0 > .distantPast }.max()
  }
}

/// Reads tonight's logs, and those of earlier nights that new statements reach.
struct NightReading {
  let configuration: PipelineConfiguration
  let options: RunOptions
  let standing: Standing
  let statements: LoadedStatements
  let consent: NightConsent
  let ingestion: LogIngestion
  let shelf: RecordShelf
  let loading: StatementLoading
  let log: Logger

  /// Reads and judges tonight's logs; then, as long as events that are permitted since make links of
  /// their own, reads again what those may permit.
  func read(_ logs: [SurveyedLog]) async throws -> TonightsLogs {
    let atRest = try NightConsent.candidates(
      atRest: standing.tables, in: standing.folder)
    let before = try consent.linked(by: atRest)
    let ingested = try await ingestion.read(
      logs, rules: intakeRules(before.register), shelf: shelf, jobs: options.jobs)
    var tonight = TonightsLogs(
      surveyed: logs, ingested: ingested, atIntake: before.register, linked: before)
    var candidates = atRest
    for records in ingested.records { try add(records.candidates, to: &candidates) }
    var known: Set<SeenContent.Key> = []
    var mayLink = candidates.rows.count > atRest.rows.count
    while true {
      if mayLink {
        let linked = try consent.linked(by: candidates)
        let change = linked.statements.earliestLinkDifference(from: tonight.linked.statements)
        guard change != nil || known.isEmpty else { return tonight }
        tonight.linked = linked
        tonight.linksChangeFrom = linked.statements.earliestLinkDifference(from: before.statements)
      }
      try await readAgain(logs, &tonight, atRest)
      // Candidates are never forgotten, so that this comes to an end.
      let count = candidates.rows.count
      for (content, records) in tonight.candidatesAgain where known.insert(content).inserted {
        try add(records, to: &candidates)
      }
      guard candidates.rows.count > count else { return tonight }
      mayLink = true
    }
  }

  /// Reads again tonight's logs, where links of their own may permit an event that was dropped, and
  /// the logs of earlier nights that statements or links reach.
  private func readAgain(
    _ logs: [SurveyedLog], _ tonight: inout TonightsLogs, _ atRest: EventBatch
  ) async throws {
    tonight.linkedAgain = []
    if tonight.linksChangeFrom != nil, mayLift(tonight) {
      var rules = intakeRules(tonight.linked.register)
      rules.earlier = tonight.atIntake
      tonight.linkedAgain = try await readAgain(sound(logs, tonight.ingested), rules) { log in
        throw StageFailure(
          .tryAgain, "\(log.log.path): has changed since it was read; run again")
      }
    }
    try await liftEarlier(&tonight, atRest)
  }

  /// Adds packed events that may link ids.
  private func add(_ records: PackedEvents, to candidates: inout EventBatch) throws {
    do {
      try records.unpack(into: &candidates)
    } catch {
      throw StageFailure(.conservation, "events that may link ids can't be read back")
    }
  }

  private func intakeRules(_ register: ConsentRegister) -> IntakeRules {
    var rules = IntakeRules(register: register)
    rules.askedDays = Set(options.days.map(\.dayNumber))
    guard let mark = standing.state?.mark, let acceptLate = configuration.acceptLate else {
      return rules
    }
    rules.lateBefore = mark.advanced(byNanoseconds: -acceptLate.nanoseconds)
    return rules
  }

  /// Whether links may permit an event that was dropped when it was read: one of an id that links
  /// join to another.
  private func mayLift(_ tonight: TonightsLogs) -> Bool {
    var dropped = IDFilter()
    for records in tonight.ingested.records { dropped.formUnion(records.droppedIDs) }
    return tonight.linked.statements.linkedIDs.contains { dropped.mayContain($0.span) }
  }

  /// Tonight's files that were read to their end, each as far as it was read.
  private func sound(_ logs: [SurveyedLog], _ ingested: IngestedLogs) -> [SurveyedLog] {
    zip(logs, ingested.contents).compactMap { log, content in
      guard let content, !log.isSeen else { return nil }
      return log.upTo(content)
    }
  }

  /// Reads again the logs of earlier nights that hold events which were dropped then and may be
  /// permitted now.
  private func liftEarlier(
    _ tonight: inout TonightsLogs, _ atRest: EventBatch
  ) async throws {
    guard let state = standing.state else { return }
    var earlier: NightConsent.Linked?
    var lift = try liftedByStatements(since: state) ?? .distantFuture
    if tonight.linked.linksDigest != state.links {
      let known = try consentOfEarlierRun(state, atRest)
      let change = tonight.linked.statements.earliestLinkDifference(from: known.statements)
      lift = min(lift, change ?? .distantFuture)
      earlier = known
    }
    let places = EarlierLogs(tonight: tonight.surveyed)
    let logs = state.logs
      .filter { !$0.isPart && ($0.hasFuture || ($0.before ?? .distantPast) > lift) }
      .compactMap { locate($0, places) }
    guard !logs.isEmpty else { return }
    log.notice(
      "\(logs.count) logs of earlier nights are read again, since events of theirs may be permitted now"
    )
    let known = try earlier ?? consentOfEarlierRun(state, atRest)
    let rules = IntakeRules(register: tonight.linked.register, earlier: known.register)
    tonight.earlierAgain = try await readAgain(logs, rules) { missing($0.log.path) }
    for (log, records) in zip(logs, tonight.earlierAgain) where !records.candidates.records.isEmpty
    {
      if let content = log.seen?.key { tonight.candidatesAgain[content] = records.candidates }
    }
    let stillLater = zip(logs, tonight.earlierAgain).filter { $1.latest > options.asOf }
      .compactMap { $0.0.seen?.key }
    tonight.settledFuture = Set(logs.compactMap(\.seen?.key)).subtracting(stillLater)
  }

  /// From which moment on statements that are new may permit events that earlier nights dropped; nil
  /// where they permit none.
  private func liftedByStatements(since state: NightState) throws -> Timestamp? {
    do {
      return try statements.statements.earliestLift(
        context: consent.context, policy: consent.policy, since: state.asOf,
        among: statements.isNew)
    } catch {
      throw StageFailure(.configuration, "consent: \(error)")
    }
  }

  /// The part of an earlier night's log that has been read, where its file is still there.
  private func locate(_ content: SeenContent, _ places: EarlierLogs) -> SurveyedLog? {
    guard let log = places.locate(content), configuration.logs.indices.contains(log.log.source),
      Folder.isRegularFile(log.log.path)
    else {
      missing(content.file?.path ?? "a log")
      return nil
    }
    return log
  }

  private func missing(_ path: String) {
    log.warning(
      "\(path): no longer holds what an earlier run has read, so events of it that are permitted since are missing"
    )
  }

  /// Reads logs again and keeps the events that one register permits and another one did not.
  ///
  /// - Parameter lost: is told of a file that does not hold what was read of it; nothing of it is kept.
  private func readAgain(
    _ logs: [SurveyedLog], _ rules: IntakeRules, lost: (SurveyedLog) throws -> Void
  ) async throws -> [FileRecords] {
    var again = try await ingestion.read(logs, rules: rules, shelf: shelf, jobs: options.jobs)
    for (place, log) in logs.enumerated()
    where again.contents[place]?.key != log.seen?.key {
      try lost(log)
      again.records[place] = FileRecords()
    }
    return again.records
  }

  /// The consent that the run before knew, by which it kept what lies at rest.
  private func consentOfEarlierRun(
    _ state: NightState, _ atRest: EventBatch
  ) throws -> NightConsent.Linked {
    var context = consent.context
    context.asOf = state.asOf
    context.knownAt = state.position
    let known: ConsentStatements
    if statements.ledger != nil, let size = state.ledger?.size {
      known = statements.statements.first(size)
    } else {
      known = try loading.read(statements.files, asOf: state).statements
    }
    let earlier = NightConsent(policy: consent.policy, context: context, statements: known)
    return try earlier.linked(by: atRest)
  }
}
