import Bytes
import Consent

/// What a statement says, without who said it, when and where: kept once for all that say the same.
struct LedgerWording: Hashable, Sendable {
  var action: Statement.Action
  var marks: Statement.Marks
  /// Whether the statement names its controller, which is the ledger's then.
  var hasController: Bool
  var purpose: String
  var notice: String
  var method: String
}

extension Statement.Marks {
  /// The names of the marks that are set, in byte order.
  var names: [String] {
    let all: [(Statement.Marks, String)] = [
      (.authorised, "authorised"), (.bundled, "bundled"), (.child, "child"),
      (.conditional, "conditional"), (.confirmedGPC, "confirmedGpc"), (.implied, "implied"),
      (.preTicked, "preTicked"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}

extension Statement.Marks {
  /// Marks by their bits; nil where one of them is none that is known.
  init?(known bits: UInt8) {
    let marks = Statement.Marks(rawValue: bits)
    let known: Statement.Marks = [
      .bundled, .conditional, .preTicked, .implied, .child, .authorised, .confirmedGPC,
    ]
    guard known.isSuperset(of: marks) else { return nil }
    self = marks
  }
}
