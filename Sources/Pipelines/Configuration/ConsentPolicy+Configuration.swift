import Bytes
import Consent
import Events

extension ConsentPolicy {
  /// Reads `consent`: the three gates and a policy's keys.
  static func read(
    _ root: inout ConfigurationSection, _ purposes: PurposeList
  ) throws(ConfigurationError) -> ConsentPolicy {
    var policy = ConsentPolicy()
    policy.purposes = purposes.names
    guard var section = try root.section("consent") else { return policy }
    try policy.read(&section)
    try section.finish()
    do {
      try policy.validate()
    } catch {
      throw root.fault("consent", "\(error)")
    }
    return policy
  }

  /// Reads a policy's keys from a file of its own, YAML or JSON, which is YAML too.
  static func read(file: String, text: String) throws(ConfigurationError) -> ConsentPolicy {
    var policy = ConsentPolicy()
    var section = try ConfigurationSection(file: file, text: text)
    policy.purposes = try section.strings("purposes") ?? policy.purposes
    try policy.read(&section)
    try section.finish()
    return policy
  }

  private mutating func read(
    _ section: inout ConfigurationSection
  ) throws(ConfigurationError) {
    let any = 0...36_500
    clockToleranceMinutes =
      try section.integer("clockToleranceMinutes", in: any) ?? clockToleranceMinutes
    grantLagDays = try section.integer("grantLagDays", in: any) ?? grantLagDays
    if let age = try section.integerOrNone("maxAgeDays", in: any) { maxAgeDays = age }
    gpcDenies = try section.strings("gpcDenies") ?? gpcDenies
    signals = try SignalPolicy.read(&section, purposes)
    methods = try section.strings("methods") ?? methods
    track = try section.gate("track") ?? track
    record = try section.gate("record") ?? record
    identify = try section.gate("identify") ?? identify
    try readNotices(&section)
    try readBasis(&section)
  }

  private mutating func readNotices(
    _ section: inout ConfigurationSection
  ) throws(ConfigurationError) {
    guard var notices = try section.section("noticeRequiredFrom") else { return }
    for version in notices.keys {
      guard let text = try notices.string(version), let moment = Timestamp(text) else {
        throw notices.fault(version, "a time such as 2026-11-22T00:00:00Z was expected")
      }
      noticeRequiredFrom[version] = moment
    }
  }

  private mutating func readBasis(
    _ section: inout ConfigurationSection
  ) throws(ConfigurationError) {
    guard var bases = try section.section("basis") else { return }
    for purpose in bases.keys {
      guard let choice = try bases.choice(purpose, Basis.self) else { continue }
      basis[purpose] = choice
    }
  }
}

extension ConfigurationSection {
  /// A gate: `any`, or the purpose it needs.
  fileprivate mutating func gate(
    _ key: String
  ) throws(ConfigurationError) -> ConsentPolicy.Gate? {
    guard let name = try string(key) else { return nil }
    return name == "any" ? .any : .purpose(name)
  }
}
