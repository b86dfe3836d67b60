import Bytes

/// One consent statement, as the statement files hold it.
struct Statement {
  /// A grant's weak point, for the few that do not count.
  enum Flaw {
    case none, bundled, conditional, implied, preticked, noNotice
  }

  var subject: [UInt8]
  var purpose: StaticString = "sales"
  var action: StaticString
  /// When it was made and when the ledger took it, in seconds since 1970.
  var at: Int64
  var appendedAt: Int64
  var method: StaticString = "checkbox"
  var notice: StaticString = "v3"
  var flaw = Flaw.none
  /// The other id of a link.
  var other: [UInt8] = []

  /// Appends the statement as a JSON object, without line feed.
  func append(to line: inout [UInt8]) {
    line.append("{\"controller\":\"acme\",\"subject\":")
    line.append(json: subject.span)
    if other.isEmpty {
      line.append(",\"purpose\":\"")
      line.append(purpose)
      line.append("\",\"action\":\"")
    } else {
      line.append(",\"other\":")
      line.append(json: other.span)
      line.append(",\"action\":\"")
    }
    line.append(action)
    line.append("\",\"at\":\"")
    line.append(utcSeconds: at)
    line.append("\",\"appendedAt\":\"")
    line.append(utcSeconds: appendedAt)
    line.append(0x22)
    if isGrant { appendProof(to: &line) }
    line.append(0x7D)
  }

  /// Whether it grants: no other action begins with g.
  private var isGrant: Bool { unsafe action.utf8Start[0] == 0x67 }

  private func appendProof(to line: inout [UInt8]) {
    if flaw != .noNotice {
      line.append(",\"notice\":\"")
      line.append(notice)
      line.append(0x22)
    }
    line.append(",\"method\":\"")
    switch flaw {
    case .implied: line.append("implied")
    case .preticked: line.append("preticked")
    default: line.append(method)
    }
    line.append(0x22)
    if flaw == .bundled { line.append(",\"bundled\":true") }
    if flaw == .conditional { line.append(",\"conditional\":true") }
    line.append(",\"evidence\":{\"form\":\"banner\",\"language\":\"en\"}")
  }
}

extension [UInt8] {
  /// Appends `2026-11-18T10:15:30Z` for a moment in seconds since 1970.
  mutating func append(utcSeconds seconds: Int64) {
    append(
      time: RecordTime(
        start: Timestamp(nanoseconds: seconds * 1_000_000_000), fractionDigits: 0))
  }
}
