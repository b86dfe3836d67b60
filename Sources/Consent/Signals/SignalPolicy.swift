/// What a controller has settled about signals that a record carries: the section `signals` of a policy.
///
/// Signals take records out, and their own record alone; none of them is a grant.
public struct SignalPolicy: Hashable, Sendable {
  /// What TC strings deny.
  public struct TC: Hashable, Sendable {
    /// What a string says that can't be decoded, or may not be relied on.
    public enum Invalid: String, CaseIterable, Sendable {
      /// It denies all purposes that are mapped.
      case deny
      /// It denies none.
      case ignore
    }

    /// The vendor that the controller is; needed for ``purposes``.
    public var vendor: UInt16?
    /// For each purpose of the controller the purposes of TCF that the vendor needs, all of them.
    public var purposes: [String: [Int]] = [:]
    /// For each purpose of the controller the purposes of TCF that the publisher needs.
    public var publisher: [String: [Int]] = [:]
    /// For each purpose of the controller the publisher's own purposes that it stands for.
    public var custom: [String: [Int]] = [:]
    /// What a string says that may not be relied on.
    public var invalid = Invalid.deny
    /// The cookie that logs hold the string in.
    public var cookie = TC.standardCookie

    /// The cookie in which consent platforms keep the string.
    public static let standardCookie = "euconsent-v2"

    /// Nothing mapped.
    public init() {}
  }

  /// A value of a cookie or a field that denies purposes.
  public struct Flag: Hashable, Sendable {
    /// Where the flag stands.
    public enum Place: Hashable, Sendable {
      /// A cookie of the request; in an event the member `cookie:NAME` of `consent`.
      case cookie(String)
      /// A member of the event's `consent` object.
      case consent(String)
      /// An attribute of the event.
      case attribute(String)
    }

    /// Where it stands.
    public var place: Place
    /// The values that deny, compared exactly.
    public var values: [String]
    /// The purposes that they deny.
    public var denies: [String]

    /// A flag.
    public init(_ place: Place, values: [String], denies: [String]) {
      self.place = place
      self.values = values
      self.denies = denies
    }
  }

  /// What TC strings deny; nil where they are not read.
  public var tc: TC?
  /// The purposes that each signal of Google's consent mode denies.
  public var consentMode: [ConsentMode.Signal: [String]] = [:]
  /// The purposes that Do Not Track denies.
  public var dnt: [String] = []
  /// Flags of the site's own.
  public var flags: [Flag] = []

  /// No signals.
  public init() {}

  /// Whether no signal is read.
  public var isEmpty: Bool { tc == nil && consentMode.isEmpty && dnt.isEmpty && flags.isEmpty }

  /// The most flags that a policy may have.
  public static let maximumFlags = 64
  /// The most cookies that flags may stand in.
  public static let maximumCookies = 8

  /// The cookies that flags stand in, in the order of their first flag.
  public var flagCookies: [String] {
    var names: [String] = []
    for flag in flags {
      if case .cookie(let name) = flag.place, !names.contains(name) { names.append(name) }
    }
    return names
  }
}

extension SignalPolicy.Flag.Place {
  /// The name of the cookie, member or attribute.
  public var name: String {
    switch self {
    case .cookie(let name), .consent(let name), .attribute(let name): name
    }
  }

  /// Whether the name stands in JSON as it is: without quotes, backslashes and control characters.
  public var isPlain: Bool {
    !name.isEmpty && !name.utf8.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }
  }

  /// Reads a field's path: `consent.NAME` or `attributes.NAME`; nil for others.
  public init?(path: String) {
    if path.hasPrefix("consent."), path.utf8.count > 8 {
      self = .consent(String(path.dropFirst(8)))
    } else if path.hasPrefix("attributes."), path.utf8.count > 11 {
      self = .attribute(String(path.dropFirst(11)))
    } else {
      return nil
    }
  }
}

extension SignalPolicy {
  /// Makes sure that everything can be meant.
  ///
  /// - Parameter checkDeclared: refuses a name, under a key, that is no purpose of the controller.
  func validate(
    _ checkDeclared: (_ name: String, _ key: String) throws(ConsentPolicyError) -> Void
  ) throws(ConsentPolicyError) {
    try tc?.validate(checkDeclared)
    for signal in ConsentMode.Signal.allCases {
      for name in consentMode[signal] ?? [] {
        try checkDeclared(name, "signals.consentMode.\(signal.rawValue)")
      }
    }
    for name in dnt { try checkDeclared(name, "signals.dnt") }
    guard flags.count <= SignalPolicy.maximumFlags else {
      throw .badValue(key: "signals.flags", expected: "at most \(SignalPolicy.maximumFlags) flags")
    }
    guard flagCookies.count <= SignalPolicy.maximumCookies else {
      throw .badValue(
        key: "signals.flags", expected: "at most \(SignalPolicy.maximumCookies) cookies")
    }
    for (place, flag) in flags.enumerated() {
      let key = "signals.flags[\(place)]"
      guard flag.place.isPlain else {
        throw .badValue(
          key: key, expected: "a name without quotes, backslashes and control characters")
      }
      guard !flag.values.isEmpty else {
        throw .badValue(key: "\(key).value", expected: "the value, or values, that deny")
      }
      guard !flag.denies.isEmpty else {
        throw .badValue(key: "\(key).denies", expected: "the purposes that it denies")
      }
      for name in flag.denies { try checkDeclared(name, "\(key).denies") }
    }
  }
}

extension SignalPolicy.TC {
  /// Whether nothing is mapped, so that a string could deny nothing.
  public var isEmpty: Bool { purposes.isEmpty && publisher.isEmpty && custom.isEmpty }

  /// The three maps with their keys and the highest id of each.
  var maps: [(key: String, ids: [String: [Int]], highest: Int)] {
    [("purposes", purposes, 24), ("publisher", publisher, 24), ("custom", custom, 63)]
  }

  fileprivate func validate(
    _ checkDeclared: (_ name: String, _ key: String) throws(ConsentPolicyError) -> Void
  ) throws(ConsentPolicyError) {
    guard !isEmpty else {
      throw .badValue(key: "signals.tc", expected: "purposes, publisher or custom")
    }
    guard purposes.isEmpty || vendor != nil else {
      throw .badValue(
        key: "signals.tc.vendor", expected: "the vendor's number, since purposes are mapped for it")
    }
    guard vendor != 0 else {
      throw .badValue(key: "signals.tc.vendor", expected: "a whole number from 1 to 65535")
    }
    guard !cookie.isEmpty else {
      throw .badValue(key: "signals.tc.cookie", expected: "the name of a cookie")
    }
    for (map, purposes, highest) in maps {
      for name in purposes.keys.sorted() {
        let key = "signals.tc.\(map)"
        try checkDeclared(name, key)
        let ids = purposes[name] ?? []
        guard !ids.isEmpty, ids.allSatisfy({ (1...highest).contains($0) }) else {
          throw .badValue(
            key: "\(key).\(name)", expected: "one or more numbers from 1 to \(highest)")
        }
      }
    }
  }
}
