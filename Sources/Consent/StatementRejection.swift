/// Why a line is not a consent statement.
///
/// A statement that is rejected changes nothing; one that is read but grants nothing, such as a
/// bundled grant, is no rejection.
public enum StatementRejection: String, Error, CaseIterable, Sendable {
  /// The line is not one JSON object.
  case notJSON = "not-json"
  /// A key that matters is given twice, so that the line says two things.
  case duplicateKey = "duplicate-key"
  /// There is no `subject`.
  case missingSubject = "missing-subject"
  /// The subject, or the other id of a link, stands for nobody (`-`, zeros, `null` and the like).
  case placeholderSubject = "placeholder-subject"
  /// There is no `action`.
  case missingAction = "missing-action"
  /// `action` is none of grant, refuse, withdraw, object, restrict, unrestrict, erase, link.
  case unknownAction = "unknown-action"
  /// There is no `at`.
  case missingAt = "missing-at"
  /// `at` or `appendedAt` is not RFC 3339.
  case badTime = "bad-time"
  /// A grant, a refusal or an end of a restriction names no `purpose`.
  case missingPurpose = "missing-purpose"
  /// A link has no `other`.
  case missingOther = "missing-other"
  /// `controller`, `subject`, `other`, `purpose` or `action` is not a string.
  case badField = "bad-field"
}
