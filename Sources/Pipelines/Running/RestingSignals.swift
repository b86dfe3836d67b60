import Bytes
package import Consent

/// Which of a record's signals lie at rest: those by which the policy decides, since every output judges
/// again from there.
///
/// Of a flag the value alone that denies is kept, so that a cookie or field with an id in it is not.
package struct RestingSignals: Sendable {
  private struct Flag {
    var name: [UInt8]
    var values: [[UInt8]]
  }

  private let whole: [[UInt8]]
  private let flags: [Flag]

  /// The signals by which a policy decides.
  package init(_ policy: ConsentPolicy) {
    let signals = policy.signals
    var whole: [String] = []
    if !policy.gpcDenies.isEmpty { whole.append("gpc") }
    if signals.tc != nil { whole.append("tc") }
    if !signals.dnt.isEmpty { whole.append("dnt") }
    if !signals.consentMode.isEmpty { whole += ["gcs", "gcd"] }
    self.whole = whole.map { Array($0.utf8) }
    flags = signals.flags.compactMap { flag in
      let values = flag.values.map { Array($0.utf8) }
      switch flag.place {
      case .cookie(let name): return Flag(name: Array("cookie:\(name)".utf8), values: values)
      case .consent(let name): return Flag(name: Array(name.utf8), values: values)
      // Attributes lie at rest as they are.
      case .attribute: return nil
      }
    }
  }

  /// Whether a member of an event's `consent` object is kept.
  func keeps(_ name: Span<UInt8>, _ value: JSONValue, in object: Span<UInt8>) -> Bool {
    if whole.contains(where: { $0.span.isEqual(to: name) }) { return true }
    for flag in flags where flag.name.span.isEqual(to: name) {
      var text: [UInt8] = []
      text.append(textOf: value, in: object)
      if flag.values.contains(text) { return true }
    }
    return false
  }
}
