import Bytes
import Consent
import Events
import Identity
import Journeys
import Logging

/// Statements read from a run's files, their subjects as pseudonyms.
struct LoadedStatements: Sendable {
  /// The statements that can be read.
  var statements = ConsentStatements()
  /// The lines, and those rejected by reason.
  var report = StageReport(stage: "statements")
  /// The latest append of a statement of the run's controller; nil where there is none.
  var head: Timestamp?
  /// SHA-256 of each file's inflated content.
  var digests: [String] = []

  /// Whether a run judges the past, which is for audits and publishes nothing: P, or a K that is
  /// given, lies before the last statement's append.
  func isAudit(_ context: RunContext) -> Bool {
    guard let head else { return false }
    switch context.knownAt {
    case .time(let moment): return context.asOf < head || moment < head
    case .size(let size): return context.asOf < head || size < statements.count
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
  /// - Throws: ``StageFailure`` where a file can't be read to its end or too many lines are rejected: a
  ///   withdrawal may stand in the part that is missing, so nothing may be judged without it.
  func read(_ files: [String]) throws -> LoadedStatements {
    var loaded = LoadedStatements()
    for path in files {
      let input = LineInput(path: path, limits: limits)
      var rejections = 0
      let reading = try input.forEachLine { line, number in
        loaded.report.in += 1
        do {
          try add(Statement(ndjson: line), &loaded)
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
      loaded.digests.append(reading.digest)
    }
    loaded.report.out = loaded.statements.count
    try loaded.report.requireBalance()
    if let failure = loaded.report.failure(rejectLimits, hint: "consent statements were expected") {
      throw failure
    }
    return loaded
  }

  /// Refuses to go on where what can't be read is a denial: nothing may be judged without it.
  private func requireNoDenial(
    _ line: Span<UInt8>, _ place: String, _ rejection: StatementRejection
  ) throws {
    // Who is nobody can't be denied anything.
    guard rejection != .placeholderSubject, rejection != .missingSubject else { return }
    var denies = false
    // A line that is not JSON is counted as rejected, like any other.
    try? forEachMember(of: line) { key, value in
      guard line.extracting(key.range.indices).isEqual(to: "action") else { return }
      let action = line.extracting(value.range.indices)
      denies =
        denies || action.isEqualIgnoringCase(to: "withdraw")
        || action.isEqualIgnoringCase(to: "object") || action.isEqualIgnoringCase(to: "restrict")
        || action.isEqualIgnoringCase(to: "erase")
    }
    guard denies else { return }
    throw StageFailure(
      .badData,
      "\(place): a statement that ends a use can't be read (\(rejection.rawValue)); correct it, since nothing may be judged without it"
    )
  }

  private func add(
    _ statement: Statement, _ loaded: inout LoadedStatements
  ) throws {
    var statement = statement
    if let subkey {
      statement.subject = subkey.pseudonym(of: statement.subject.span)
      if !statement.other.isEmpty { statement.other = subkey.pseudonym(of: statement.other.span) }
    }
    try loaded.statements.append(statement)
    if statement.controller == controller {
      loaded.head = max(loaded.head ?? .distantPast, statement.appendedAt)
    }
  }
}
