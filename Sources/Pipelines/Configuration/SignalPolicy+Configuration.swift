import Bytes
import Consent

extension SignalPolicy {
  /// Reads `signals` of a policy whose purposes are known.
  static func read(
    _ policy: inout ConfigurationSection, _ purposes: [String]
  ) throws(ConfigurationError) -> SignalPolicy {
    var signals = SignalPolicy()
    guard var section = try policy.section("signals") else { return signals }
    if var tc = try section.section("tc") { signals.tc = try TC(&tc, purposes) }
    if var modes = try section.section("consentMode") {
      for signal in ConsentMode.Signal.allCases {
        guard let names = try modes.purposes(signal.rawValue, purposes) else { continue }
        signals.consentMode[signal] = names
      }
      try modes.finish()
    }
    signals.dnt = try section.purposes("dnt", purposes) ?? []
    for var flag in try section.sections("flags") {
      signals.flags.append(try Flag(&flag, purposes))
    }
    try section.finish()
    guard signals.flags.count <= SignalPolicy.maximumFlags else {
      throw section.fault("flags", "at most \(SignalPolicy.maximumFlags) flags can be read")
    }
    guard signals.flagCookies.count <= SignalPolicy.maximumCookies else {
      throw section.fault(
        "flags", "flags can stand in at most \(SignalPolicy.maximumCookies) cookies")
    }
    return signals
  }
}

extension SignalPolicy.TC {
  fileprivate init(
    _ section: inout ConfigurationSection, _ purposes: [String]
  ) throws(ConfigurationError) {
    self.init()
    vendor = try section.integer("vendor", in: 1...Int(UInt16.max)).map { UInt16($0) }
    self.purposes = try section.ids("purposes", 1...24, purposes)
    publisher = try section.ids("publisher", 1...24, purposes)
    custom = try section.ids("custom", 1...63, purposes)
    invalid = try section.choice("invalid", Invalid.self) ?? invalid
    cookie = try section.string("cookie") ?? cookie
    try section.finish()
    guard !isEmpty else {
      throw ConfigurationError(
        file: section.file, line: section.line, key: section.path,
        problem: "purposes, publisher or custom is needed: without one nothing is mapped")
    }
    guard self.purposes.isEmpty || vendor != nil else {
      throw section.fault(
        "purposes", "vendor is needed beside it: the number for which purposes are asked")
    }
    guard !cookie.isEmpty else { throw section.fault("cookie", "a cookie's name was expected") }
  }
}

extension SignalPolicy.Flag {
  fileprivate init(
    _ section: inout ConfigurationSection, _ purposes: [String]
  ) throws(ConfigurationError) {
    let cookie = try section.string("cookie")
    let field = try section.string("field")
    let values = try section.strings("value") ?? []
    let denies = try section.purposes("denies", purposes) ?? []
    try section.finish()
    guard (cookie == nil) != (field == nil), cookie != "" else {
      throw ConfigurationError(
        file: section.file, line: section.line, key: section.path,
        problem: "either cookie, with a name, or field was expected")
    }
    guard let place = field.map(Place.init(path:)) ?? cookie.map(Place.cookie) else {
      throw section.fault("field", "consent.NAME or attributes.NAME was expected")
    }
    guard place.isPlain else {
      throw section.fault(
        field == nil ? "cookie" : "field",
        "a name without quotes, backslashes and control characters was expected")
    }
    for (key, isGiven) in [("value", !values.isEmpty), ("denies", !denies.isEmpty)]
    where !isGiven {
      throw ConfigurationError(
        file: section.file, line: section.line, key: "\(section.path).\(key)",
        problem: "the key is missing; text or a list of texts is needed")
    }
    self.init(place, values: values, denies: denies)
  }
}

extension ConfigurationSection {
  /// One or more of the controller's purposes.
  fileprivate mutating func purposes(
    _ key: String, _ declared: [String]
  ) throws(ConfigurationError) -> [String]? {
    guard let names = try strings(key) else { return nil }
    for name in names { try checkDeclared(name, key, declared) }
    return names
  }

  /// Numbers by purpose of the controller: `{sales: [1, 7]}`.
  fileprivate mutating func ids(
    _ key: String, _ range: ClosedRange<Int>, _ declared: [String]
  ) throws(ConfigurationError) -> [String: [Int]] {
    guard var section = try section(key) else { return [:] }
    var ids: [String: [Int]] = [:]
    for name in section.keys {
      try section.checkDeclared(name, name, declared)
      let texts = try section.strings(name) ?? []
      let numbers = texts.compactMap { Int($0) }
      guard !numbers.isEmpty, numbers.count == texts.count, numbers.allSatisfy(range.contains)
      else {
        throw section.fault(
          name,
          "one or more numbers from \(range.lowerBound) to \(range.upperBound) were expected")
      }
      ids[name] = numbers
    }
    return ids
  }

  private func checkDeclared(
    _ name: String, _ key: String, _ declared: [String]
  ) throws(ConfigurationError) {
    guard !declared.contains(name) else { return }
    let hint = nearestName(to: name, in: declared).map { "; did you mean `\($0)`?" } ?? ""
    throw fault(key, "\(name) is not a declared purpose\(hint)")
  }
}
