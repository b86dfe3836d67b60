import Bytes
import Consent
import Events
import Identity
import Journeys
import Logging
import Workspace

/// Statements read from a run's files, their subjects as pseudonyms.
struct LoadedStatements: Sendable {
  /// The statements that can be read.
  var statements = ConsentStatements()
  /// The lines, and those rejected by reason.
  var report = StageReport(stage: "statements")
  /// The latest append of a statement of the run's controller; nil where there is none.
  var head: Timestamp?
  /// The files, each with what was read of it.
  var seen: [SeenStatements] = []
  /// How many statements of each file an earlier run has read: its first.
  var knownCounts: [Int] = []
  /// The files' paths.
  var files: [String] = []
  /// The ledger that they are of; nil where they are of files alone.
  var ledger: LedgerState?
  /// How many of the ledger's statements an earlier run knew.
  var knownSize = 0
  /// What became of the files' statements on their way into the ledger; nil where none was new.
  var appended: LedgerReport?
  /// How many erasures, learned after K, a replay applies all the same.
  var laterErasures = 0
  /// By what the files are known not to have changed.
  var identities: [FileIdentity] = []

  /// Whether an earlier run has not read the statement at a place, in the order of reading.
  func isNew(_ place: Int) -> Bool {
    if ledger != nil { return place >= knownSize }
    var begin = 0
    for (file, known) in zip(seen, knownCounts) {
      guard place >= begin + file.read else {
        return place >= begin + known
      }
      begin += file.read
    }
    return true
  }

  /// Whether a run judges the past, which is for audits and publishes nothing: P, or a K that is
  /// given, lies before the last statement's append.
  func isAudit(_ context: RunContext) -> Bool {
    context.isAudit(of: head, size: statements.count)
  }
}

extension RunContext {
  /// Whether a run judges the past of so many statements, the last of which was appended at `head`.
  func isAudit(of head: Timestamp?, size: Int) -> Bool {
    guard let head else { return false }
    switch knownAt {
    case .time(let moment): return asOf < head || moment < head
    case .size(let known): return asOf < head || known < size
    }
  }
}

/// Reads the statements of a run.
struct StatementLoading {
  let controller: String
  /// Makes the pseudonyms by which visitors are known; nil where subjects stay as they are.
  let subkey: Subkey?
  let limits: InputLimits
  let rejectLimits: RejectLimits
  let log: Logger

  /// Reads files of statements as NDJSON.
  ///
  /// - Parameters:
  ///   - files: paths.
  ///   - earlier: what an earlier run has read.
  /// - Throws: ``StageFailure`` where a file can't be read to its end or too many lines are rejected: a
  ///   withdrawal may stand in the part that is missing, so nothing may be judged without it.
  func read(
    _ files: [String], after earlier: [SeenStatements] = []
  ) throws -> LoadedStatements {
    let lengths = Set(earlier.map(\.bytes))
    let inputs = files.map { LineInput(path: $0, limits: limits, prefixLengths: lengths) }
    return try read(inputs, earlier)
  }

  /// Reads again what an earlier run has read of the same files.
  func read(_ files: [String], asOf state: NightState) throws -> LoadedStatements {
    let inputs = files.compactMap { path -> LineInput? in
      guard let seen = state.statements.first(where: { $0.path == path }) else { return nil }
      return LineInput(path: path, limits: limits, known: KnownPart(end: seen.end))
    }
    return try read(inputs, [])
  }

  private func read(
    _ inputs: [LineInput], _ earlier: [SeenStatements]
  ) throws -> LoadedStatements {
    var loaded = LoadedStatements()
    for input in inputs { try read(input, earlier, &loaded) }
    loaded.files = loaded.seen.map(\.path)
    loaded.report.out = loaded.statements.count
    loaded.head = loaded.statements.latestAppend(to: controller)
    try loaded.report.requireBalance()
    if let failure = loaded.report.failure(rejectLimits, hint: "consent statements were expected") {
      throw failure
    }
    return loaded
  }

  private func read(
    _ input: LineInput, _ earlier: [SeenStatements], _ loaded: inout LoadedStatements
  ) throws {
    var rejections = 0
    let before = loaded.statements.count
    var beforeLast = before
    let reading = try input.forEachLine { line, number in
      loaded.report.in += 1
      beforeLast = loaded.statements.count
      do {
        try add(line, &loaded.statements)
      } catch let rejection as StatementRejection {
        try requireNoDenial(line, "\(input.name):\(number)", rejection)
        loaded.report.rejected[rejection.rawValue, default: 0] += 1
        rejections += 1
        if rejections <= LogFileReading.namedRejections {
          log.warning("\(input.name):\(number): statement rejected: \(rejection.rawValue)")
        }
      }
    }
    if let failure = reading.failure { throw failure }
    let content = reading.content
    // A last line without an end may go on: it is not yet known.
    let whole = content.tail.isEmpty ? loaded.statements.count : beforeLast
    loaded.seen.append(
      SeenStatements(
        path: input.path, bytes: content.wholeBytes, end: content.bytes,
        digest: content.wholeDigest, count: whole - before, read: loaded.statements.count - before))
    let known = earlier.filter { $0.bytes > 0 && content.prefixes[$0.bytes] == $0.digest }
    loaded.knownCounts.append(known.map(\SeenStatements.count).max() ?? 0)
  }

  /// Refuses to go on where what can't be read is a denial: nothing may be judged without it.
  private func requireNoDenial(
    _ line: Span<UInt8>, _ place: String, _ rejection: StatementRejection
  ) throws {
    guard DenialGlance.mayEnd(line, rejection.rawValue) else { return }
    throw StageFailure(
      .badData,
      "\(place): a statement that ends a use can't be read (\(rejection.rawValue)); correct it, since nothing may be judged without it"
    )
  }

  private func add(
    _ line: Span<UInt8>, _ statements: inout ConsentStatements
  ) throws(StatementRejection) {
    guard let subkey else { return try statements.append(ndjson: line) }
    try statements.append(ndjson: line) { id, name in
      subkey.append(pseudonymOf: id, to: &name)
    }
  }
}
