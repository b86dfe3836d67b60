import Bytes

extension ConsentPolicy: Decodable {
  /// The keys of a policy, the same in YAML and JSON.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case purposes, clockToleranceMinutes, grantLagDays, maxAgeDays, noticeRequiredFrom, basis
    case gpcDenies, signals, methods, track, record, identify
  }

  /// Reads a policy; what is absent keeps its default.
  ///
  /// - Throws: ``ConsentPolicyError`` for an unknown key or a value that can't be meant, or the
  ///   decoder's own error for a value of another type.
  public init(from decoder: any Decoder) throws {
    try ConsentPolicyError.refuseUnknownKeys(of: decoder, known: Key.allCases.map(\.rawValue))
    self.init()
    let container = try decoder.container(keyedBy: Key.self)
    purposes = try container.decodeIfPresent([String].self, forKey: .purposes) ?? purposes
    clockToleranceMinutes =
      try container.decodeIfPresent(Int.self, forKey: .clockToleranceMinutes)
      ?? clockToleranceMinutes
    grantLagDays = try container.decodeIfPresent(Int.self, forKey: .grantLagDays) ?? grantLagDays
    maxAgeDays = try ConsentPolicy.age(container)
    noticeRequiredFrom = try ConsentPolicy.notices(container)
    basis = try ConsentPolicy.bases(container)
    gpcDenies = try container.decodeIfPresent([String].self, forKey: .gpcDenies) ?? gpcDenies
    signals = try container.decodeIfPresent(SignalPolicy.self, forKey: .signals) ?? signals
    methods = try container.decodeIfPresent([String].self, forKey: .methods) ?? methods
    track = try ConsentPolicy.gate(container, .track)
    record = try ConsentPolicy.gate(container, .record)
    identify = try ConsentPolicy.gate(container, .identify)
    try validate()
  }

  private static func age(_ container: KeyedDecodingContainer<Key>) throws -> Int? {
    guard container.contains(.maxAgeDays) else { return nil }
    if try container.decodeNil(forKey: .maxAgeDays) { return nil }
    if (try? container.decode(String.self, forKey: .maxAgeDays)) == "none" { return nil }
    return try container.decode(Int.self, forKey: .maxAgeDays)
  }

  private static func notices(
    _ container: KeyedDecodingContainer<Key>
  ) throws -> [String: Timestamp] {
    let texts =
      try container.decodeIfPresent([String: String].self, forKey: .noticeRequiredFrom) ?? [:]
    return try texts.mapValues { text in
      guard let moment = Timestamp(text) else {
        throw ConsentPolicyError.badValue(
          key: "noticeRequiredFrom", expected: "a time such as 2026-03-10T12:00:00Z")
      }
      return moment
    }
  }

  private static func bases(
    _ container: KeyedDecodingContainer<Key>
  ) throws -> [String: Basis] {
    let names = try container.decodeIfPresent([String: String].self, forKey: .basis) ?? [:]
    return try names.mapValues { name in
      guard let basis = Basis(rawValue: name) else {
        throw ConsentPolicyError.badValue(
          key: "basis", expected: "consent or legitimate_interests")
      }
      return basis
    }
  }

  private static func gate(
    _ container: KeyedDecodingContainer<Key>, _ key: Key
  ) throws -> Gate {
    guard let name = try container.decodeIfPresent(String.self, forKey: key) else { return .any }
    return name == "any" ? .any : .purpose(name)
  }
}

extension ConsentPolicyError {
  /// Refuses the first key of an object that is none of those known.
  ///
  /// - Parameter path: where the object lies, with a dot behind it.
  static func refuseUnknownKeys(
    of decoder: any Decoder, known: [String], path: String = ""
  ) throws {
    let container = try decoder.container(keyedBy: AnyKey.self)
    for name in container.allKeys.map(\.stringValue).sorted() where !known.contains(name) {
      throw ConsentPolicyError.unknownKey(path + name, nearest: nearestName(to: name, in: known))
    }
  }
}

private struct AnyKey: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
