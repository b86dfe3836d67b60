import Events
import Journeys

extension SessionRules {
  /// Reads `sessions`, and how late an event may come.
  static func read(
    _ root: inout ConfigurationSection
  ) throws(ConfigurationError) -> (SessionRules, acceptLate: Duration?) {
    var rules = SessionRules()
    var acceptLate: Duration? = Duration.seconds(3 * 86_400)
    guard var section = try root.section("sessions") else { return (rules, acceptLate) }
    if let timeout = try section.duration("timeout") {
      rules.timeoutNanoseconds = timeout.nanoseconds
    }
    if let maximum = try section.durationOrNone("maximumLength") {
      rules.maximumLengthNanoseconds = maximum?.nanoseconds
    }
    if let maximum = try section.integerOrNone("maximumEvents", in: 1...Int.max) {
      rules.maximumEvents = maximum
    }
    rules.bots = try section.choice("bots", BotHandling.self) ?? rules.bots
    if let zone = try section.string("splitAtMidnight") {
      guard let zone = SiteZone(named: zone) else {
        throw section.fault("splitAtMidnight", "a zone such as Europe/Dublin was expected")
      }
      rules.splitAtMidnight = zone
    }
    rules.splitOnCampaign = try section.bool("splitOnCampaign") ?? rules.splitOnCampaign
    rules.splitOnLogin = try section.bool("splitOnLogin") ?? rules.splitOnLogin
    if let limit = try section.durationOrNone("acceptLate") { acceptLate = limit }
    try section.finish()
    return (rules, acceptLate)
  }
}
