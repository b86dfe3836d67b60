import Bytes
import Consent

/// Whether a line that can't be read as a statement was meant to end a use.
enum DenialGlance {
  /// - Parameters:
  ///   - line: the line.
  ///   - reason: why it can't be read. Who is nobody can't be denied anything.
  static func mayEnd(_ line: Span<UInt8>, _ reason: String) -> Bool {
    guard reason != StatementRejection.placeholderSubject.rawValue,
      reason != StatementRejection.missingSubject.rawValue
    else { return false }
    var ends = false
    // A line that is not JSON is counted as rejected, like any other.
    try? forEachMember(of: line) { key, value in
      guard line.extracting(key.range.indices).isEqual(to: "action") else { return }
      let action = line.extracting(value.range.indices)
      ends =
        ends || action.isEqualIgnoringCase(to: "withdraw")
        || action.isEqualIgnoringCase(to: "object") || action.isEqualIgnoringCase(to: "restrict")
        || action.isEqualIgnoringCase(to: "erase")
    }
    return ends
  }
}
