public import Bytes
public import Consent

/// Why a line of NDJSON is not taken into a ledger.
public struct BatchRejection: Error, Hashable, Sendable {
  /// The reason's name: one of ``StatementRejection``, or of the two below.
  public let reason: String

  /// The statement is of another controller than the ledger.
  public static let otherController = BatchRejection(reason: "other-controller")
  /// The statement says that it was appended later than now.
  public static let appendedInFuture = BatchRejection(reason: "appended-in-future")
}

/// Statements on their way into a ledger, their ids as given, until the ledger takes them.
public struct StatementBatch: Sendable {
  private let controller: String
  private let now: Timestamp
  /// Where statements come from that do not say so themselves.
  let defaultSource: [UInt8]
  private(set) var statements = ConsentStatements()
  /// For each statement the number, among the statements' names, of where it comes from.
  private(set) var sources: [UInt32] = []

  /// An empty batch.
  ///
  /// - Parameters:
  ///   - controller: whose ledger it is for.
  ///   - now: the moment of the append.
  ///   - source: where statements come from that do not say so themselves.
  public init(controller: String, now: Timestamp, source: String = "") {
    self.controller = controller
    self.now = now
    defaultSource = Array(source.utf8)
  }

  /// How many statements it holds.
  public var count: Int { statements.count }

  /// When the statement that was taken last is said to have been appended, or is now.
  public var lastAppend: Timestamp { statements.rows.last?.appendedAt ?? now }

  /// About how much memory it takes, in bytes.
  public var byteCount: Int {
    statements.count * 48 + statements.subjects.text.count + statements.subjects.count * 80
      + statements.evidence.text.count + statements.wordings.all.count * 48
  }

  /// Takes a statement as one line of NDJSON.
  ///
  /// - Throws: ``BatchRejection``; nothing is taken then.
  public mutating func append(ndjson line: Span<UInt8>) throws(BatchRejection) {
    do {
      try statements.append(ndjson: line)
    } catch {
      throw BatchRejection(reason: error.rawValue)
    }
    try accept()
  }

  /// Takes a statement that does not say when it was appended: now.
  ///
  /// - Throws: ``BatchRejection``; nothing is taken then.
  public mutating func append(unstamped statement: Statement) throws(BatchRejection) {
    var statement = statement
    statement.appendedAt = now
    try append(statement)
  }

  /// Takes a statement.
  ///
  /// - Throws: ``BatchRejection``; nothing is taken then.
  public mutating func append(_ statement: Statement) throws(BatchRejection) {
    do {
      try statements.append(statement)
    } catch {
      throw BatchRejection(reason: error.rawValue)
    }
    try accept()
  }

  /// The statements that say they grant a use and grant nothing under a policy, by place, with the reason.
  public func defects(under policy: ConsentPolicy) -> [(place: Int, defect: GrantDefect)] {
    let review = GrantReview(statements, controller: controller, policy: policy)
    return statements.rows.indices.compactMap { place in
      review.defect(of: statements.rows[place]).map { (place, $0) }
    }
  }

  private mutating func accept() throws(BatchRejection) {
    let row = statements.rows[statements.count - 1]
    let named = statements.wordings[row.wording].controller
    let isOurs =
      named == 0
      || statements.names.withBytes(named) { $0.isEqual(to: Array(controller.utf8).span) }
    guard isOurs else {
      statements.removeLast()
      throw .otherController
    }
    guard !statements.lastHasAppend || row.appendedAt <= now else {
      statements.removeLast()
      throw .appendedInFuture
    }
    if !statements.lastHasAppend { statements.stampLast(now) }
    sources.append(statements.lastSource)
  }
}
