import Bytes

extension SignalPolicy: Decodable {
  /// The keys of `signals`.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case tc, consentMode, dnt, flags
  }

  /// Reads the section; what is absent is not read from records.
  ///
  /// - Throws: ``ConsentPolicyError`` for an unknown key or a value that can't be meant, or the
  ///   decoder's own error for a value of another type.
  public init(from decoder: any Decoder) throws {
    try ConsentPolicyError.refuseUnknownKeys(
      of: decoder, known: Key.allCases.map(\.rawValue), path: "signals.")
    self.init()
    let container = try decoder.container(keyedBy: Key.self)
    tc = try container.decodeIfPresent(TC.self, forKey: .tc)
    let modes =
      try container.decodeIfPresent([String: NameList].self, forKey: .consentMode) ?? [:]
    for (name, purposes) in modes {
      guard let signal = ConsentMode.Signal(rawValue: name) else {
        throw ConsentPolicyError.unknownKey(
          "signals.consentMode.\(name)",
          nearest: nearestName(to: name, in: ConsentMode.Signal.allCases.map(\.rawValue)))
      }
      consentMode[signal] = purposes.names
    }
    dnt = try container.decodeIfPresent(NameList.self, forKey: .dnt)?.names ?? []
    flags = try container.decodeIfPresent([Flag].self, forKey: .flags) ?? []
  }
}

extension SignalPolicy.TC: Decodable {
  /// The keys of `signals.tc`.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case vendor, purposes, publisher, custom, invalid, cookie
  }

  /// Reads the section.
  public init(from decoder: any Decoder) throws {
    try ConsentPolicyError.refuseUnknownKeys(
      of: decoder, known: Key.allCases.map(\.rawValue), path: "signals.tc.")
    self.init()
    let container = try decoder.container(keyedBy: Key.self)
    vendor = try container.decodeIfPresent(UInt16.self, forKey: .vendor)
    purposes = try container.decodeIfPresent([String: [Int]].self, forKey: .purposes) ?? [:]
    publisher = try container.decodeIfPresent([String: [Int]].self, forKey: .publisher) ?? [:]
    custom = try container.decodeIfPresent([String: [Int]].self, forKey: .custom) ?? [:]
    cookie = try container.decodeIfPresent(String.self, forKey: .cookie) ?? cookie
    guard let name = try container.decodeIfPresent(String.self, forKey: .invalid) else { return }
    guard let choice = Invalid(rawValue: name) else {
      throw ConsentPolicyError.badValue(key: "signals.tc.invalid", expected: "deny or ignore")
    }
    invalid = choice
  }
}

extension SignalPolicy.Flag: Decodable {
  /// The keys of a flag.
  public enum Key: String, CodingKey, CaseIterable, Sendable {
    case cookie, field, value, denies
  }

  /// Reads a flag: `cookie` or `field`, the `value` or values that deny, and what they deny.
  public init(from decoder: any Decoder) throws {
    try ConsentPolicyError.refuseUnknownKeys(
      of: decoder, known: Key.allCases.map(\.rawValue), path: "signals.flags.")
    let container = try decoder.container(keyedBy: Key.self)
    let cookie = try container.decodeIfPresent(String.self, forKey: .cookie)
    let field = try container.decodeIfPresent(String.self, forKey: .field)
    self.init(
      try Place(cookie: cookie, field: field),
      values: try container.decodeIfPresent(NameList.self, forKey: .value)?.names ?? [],
      denies: try container.decodeIfPresent(NameList.self, forKey: .denies)?.names ?? [])
  }
}

extension SignalPolicy.Flag.Place {
  /// The place that one of two keys names.
  ///
  /// - Throws: ``ConsentPolicyError`` where both are given, or none, or the field's path is no place.
  public init(cookie: String?, field: String?) throws(ConsentPolicyError) {
    switch (cookie, field) {
    case (let name?, nil) where !name.isEmpty: self = .cookie(name)
    case (nil, let path?):
      guard let place = SignalPolicy.Flag.Place(path: path) else {
        throw .badValue(
          key: "signals.flags.field", expected: "consent.NAME or attributes.NAME")
      }
      self = place
    default:
      throw .badValue(
        key: "signals.flags", expected: "either cookie, with a name, or field in each flag")
    }
  }
}

/// One text or a list of them.
private struct NameList: Decodable {
  var names: [String]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    names = (try? [container.decode(String.self)]) ?? []
    if names.isEmpty { names = try container.decode([String].self) }
  }
}
