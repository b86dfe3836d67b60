public import Bytes
import Events

/// What a controller has settled about consent: the keys of a policy file, with their defaults.
///
/// The basis of a purpose is fixed here and may not be swapped for a record afterwards.
public struct ConsentPolicy: Hashable, Sendable {
  /// The legal basis on which data are used for a purpose.
  public enum Basis: String, CaseIterable, Sendable {
    /// The person's consent (Art. 6(1)(a)).
    case consent
    /// The controller's legitimate interests (Art. 6(1)(f)): no grant is needed, an objection ends it.
    case legitimateInterests = "legitimate_interests"
  }

  /// Which purpose a call of the tracker needs.
  public enum Gate: Hashable, Sendable {
    /// At least one of the purposes asked for.
    case any
    /// This purpose.
    case purpose(String)
  }

  /// The methods that show an affirmative act in every policy (consent rule 53).
  public static let standardMethods = [
    "checkbox", "button", "signature", "api", "preference-centre",
  ]

  /// The purposes that the controller has declared.
  public var purposes = PurposeList.standard.names
  /// How far a statement's time may lie ahead of its append, in minutes.
  public var clockToleranceMinutes = 5
  /// How late a grant may be appended and still count from its own time, in days.
  public var grantLagDays = 7
  /// The age at which a grant lapses, in days; nil where it does not.
  public var maxAgeDays: Int?
  /// Versions of the notice, each with the moment from which a grant under it, or under one declared
  /// for a later moment, is needed.
  public var noticeRequiredFrom: [String: Timestamp] = [:]
  /// The basis of each purpose; consent where none is named.
  public var basis: [String: Basis] = [:]
  /// The purposes that Global Privacy Control denies.
  public var gpcDenies = ["marketing"]
  /// What other signals in a record deny.
  public var signals = SignalPolicy()
  /// Methods that show an affirmative act besides ``standardMethods``.
  public var methods: [String] = []
  /// What page views and the tracker's other own events need.
  public var track = Gate.any
  /// What recorded events need.
  public var record = Gate.any
  /// What the customer's id and traits need.
  public var identify = Gate.any

  /// A policy of defaults.
  public init() {}

  /// Makes sure that all names are declared purposes and all numbers can be meant.
  ///
  /// The default of ``gpcDenies`` may name a purpose that is not declared.
  public func validate() throws(ConsentPolicyError) {
    guard !purposes.isEmpty, purposes.count <= 64, Set(purposes).count == purposes.count,
      !purposes.contains(where: { $0.isEmpty || $0 == Statement.allPurposes })
    else {
      throw .badValue(key: "purposes", expected: "1 to 64 different names, none of them *")
    }
    try check(clockToleranceMinutes, in: 0...1_440, key: "clockToleranceMinutes")
    try check(grantLagDays, in: 0...36_500, key: "grantLagDays")
    if let maxAgeDays { try check(maxAgeDays, in: 1...36_500, key: "maxAgeDays") }
    for name in basis.keys.sorted() { try checkDeclared(name, key: "basis") }
    if gpcDenies != ConsentPolicy().gpcDenies {
      for name in gpcDenies { try checkDeclared(name, key: "gpcDenies") }
    }
    try signals.validate { name, key throws(ConsentPolicyError) in
      try checkDeclared(name, key: key)
    }
    for (key, gate) in [("track", track), ("record", record), ("identify", identify)] {
      if case .purpose(let name) = gate { try checkDeclared(name, key: key) }
    }
  }

  private func check(
    _ value: Int, in range: ClosedRange<Int>, key: String
  ) throws(ConsentPolicyError) {
    guard range.contains(value) else {
      throw .badValue(
        key: key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func checkDeclared(_ name: String, key: String) throws(ConsentPolicyError) {
    guard purposes.contains(name) else {
      throw .undeclaredPurpose(key: key, name: name, nearest: nearestName(to: name, in: purposes))
    }
  }
}

/// What is wrong with a policy, or with a run under it.
public enum ConsentPolicyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no such key.
  case unknownKey(String, nearest: String?)
  /// A key's value can't be meant.
  case badValue(key: String, expected: String)
  /// A key, or a run, names a purpose that the controller has not declared.
  case undeclaredPurpose(key: String, name: String, nearest: String?)

  /// One line that names the key, what is wrong and what to write instead.
  public var description: String {
    switch self {
    case .unknownKey(let key, let nearest):
      "unknown key \(key)\(ConsentPolicyError.hint(nearest))"
    case .badValue(let key, let expected):
      "\(key): expected \(expected)"
    case .undeclaredPurpose(let key, let name, let nearest):
      "\(key): \(name) is not a declared purpose\(ConsentPolicyError.hint(nearest))"
    }
  }

  private static func hint(_ nearest: String?) -> String {
    nearest.map { "; did you mean \($0)?" } ?? ""
  }
}
