import Bytes
import Consent
import ConsentLedger
import Foundation

/// A person's statements as people read them: the work of `sojourn-ledger show`.
public struct LedgerShowing {
  private let settings: LedgerSettings

  /// A look into a ledger.
  public init(settings: LedgerSettings) {
    self.settings = settings
  }

  /// What an id has said, a line each, in order of the append; links from either end.
  ///
  /// - Parameters:
  ///   - id: the id, byte for byte as it was given.
  ///   - isJSON: whether statements are given as NDJSON, without the id.
  /// - Throws: ``StageFailure`` 66 where the ledger knows nothing of the id.
  public func history(of id: String, asJSON isJSON: Bool) throws -> String {
    let open = try OpenLedger(settings, .read)
    let statements = try open.ledger.history(of: Array(id.utf8).span, keys: open.keys)
    guard !statements.isEmpty else {
      throw StageFailure(
        .noInput, "\(settings.ledger): nothing is known of this id; ids are compared byte for byte")
    }
    let lines = try statements.map { statement in
      isJSON ? json(statement) : line(statement, try defect(statement, open.ledger.controller))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func defect(_ found: LedgerStatement, _ controller: String) throws -> GrantDefect? {
    guard found.statement.action == .grant else { return nil }
    var statement = found.statement
    // Who it was has no bearing on it.
    statement.subject = Array("subject".utf8)
    var statements = ConsentStatements()
    try statements.append(statement)
    return GrantReview(statements, controller: controller, policy: settings.policy)
      .defect(at: 0, of: statements)
  }

  private func line(_ found: LedgerStatement, _ defect: GrantDefect?) -> String {
    let statement = found.statement
    var parts = ["\(found.number)", "\(statement.at)", String(describing: statement.action)]
    if found.isOtherEnd {
      parts.append("from another id")
    } else if statement.action == .link {
      parts.append("to another id")
    } else {
      parts.append(statement.purpose == Statement.allPurposes ? "all purposes" : statement.purpose)
    }
    if let notice = statement.notice { parts.append("under notice \(notice)") }
    if let method = statement.method { parts.append("by \(method)") }
    if !found.source.isEmpty { parts.append("from \(found.source)") }
    if statement.appendedAt != statement.at { parts.append("appended \(statement.appendedAt)") }
    if !statement.evidence.isEmpty {
      parts.append("evidence \(String(decoding: statement.evidence, as: UTF8.self))")
    }
    if let defect { parts.append("(grants nothing: \(defect.rawValue))") }
    return parts.joined(separator: "  ")
  }

  private func json(_ found: LedgerStatement) -> String {
    var text = Array(found.leaf.dropLast())
    if !found.statement.evidence.isEmpty {
      text += Array(",\"evidenceText\":".utf8) + found.statement.evidence
    }
    text += Array(",\"index\":\(found.number)}".utf8)
    return String(decoding: text, as: UTF8.self)
  }
}
