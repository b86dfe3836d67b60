import Bytes
import TestKit

/// A made-up site for the properties of nights, the same for the same seed: few visitors and logins,
/// whose visits, ids and statements get in each other's way.
struct NightWorld {
  static let visitorFormat = MadeUpSite.format
  static let secondsOfDay = 86_400

  let seed: UInt64
  /// Whether each line's page has a mark in its query, by which it is known at rest.
  let marksLines: Bool
  var generator: SeededGenerator
  /// How many days its traffic takes.
  let days: Int
  let visitors: [String]
  let customers: [String]
  /// How many days late an event may come; nil for any number.
  let acceptLateDays: Int?
  /// Whether events name customers.
  let hasLogins: Bool
  /// Whether a customer needs the purpose of sales to be named.
  let hasIdentifyGate: Bool
  /// The keys of `consent` and `sessions` in the pipeline file.
  let rules: String

  init(seed: UInt64, marksLines: Bool = false) {
    var generator = SeededGenerator(seed: seed)
    self.seed = seed
    self.marksLines = marksLines
    days = Int.random(in: 2...5, using: &generator)
    visitors = (0..<Int.random(in: 3...12, using: &generator)).map { "visitor-\($0)-cookie" }
    customers = (0..<Int.random(in: 1...4, using: &generator)).map { "customer-\($0)-login" }
    acceptLateDays = [nil, 3, 3, 1].randomElement(using: &generator) ?? nil
    hasLogins = generator.isTrue(outOf: 10, 7)
    hasIdentifyGate = generator.isTrue(outOf: 10, 3)
    rules = NightWorld.rules(acceptLateDays, hasIdentifyGate, &generator)
    self.generator = generator
  }

  private static func rules(
    _ acceptLateDays: Int?, _ hasIdentifyGate: Bool, _ generator: inout SeededGenerator
  ) -> String {
    let gates = ["any", "any", "sales", "support"]
    var consent = [
      "track: \(gates.randomElement(using: &generator) ?? "any")",
      "record: \(gates.randomElement(using: &generator) ?? "any")",
    ]
    if hasIdentifyGate { consent.append("identify: sales") }
    if generator.isTrue(outOf: 10, 3) {
      consent.append("maxAgeDays: \(Int.random(in: 1...6, using: &generator))")
    }
    if generator.isTrue(outOf: 10, 2) {
      let moment = moment(Int.random(in: 0...400_000, using: &generator))
      consent.append("noticeRequiredFrom: {n2: \"\(moment)\"}")
    }
    if generator.isTrue(outOf: 10, 3) { consent.append("basis: {support: legitimate_interests}") }
    if generator.isTrue(outOf: 10, 2) { consent.append("grantLagDays: 1") }
    var sessions = [
      "timeout: \(["20m", "30m", "2h"].randomElement(using: &generator) ?? "30m")",
      "acceptLate: \(acceptLateDays.map { "\($0)d" } ?? "none")",
    ]
    for rule in [
      "maximumEvents: 4", "maximumLength: 2h", "bots: drop", "splitAtMidnight: Europe/Dublin",
      "splitOnCampaign: true", "splitOnLogin: true",
    ] where generator.isTrue(outOf: 10, 2) {
      sessions.append(rule)
    }
    return """
      consent: {\(consent.joined(separator: ", "))}
      sessions: {\(sessions.joined(separator: ", "))}

      """
  }

  /// The pipeline file.
  var pipeline: String {
    """
    controller: acme
    purposes: [support, sales, marketing]
    workspace: workspace
    pseudonymKey: test-only.key
    logs:
      - {path: logs/access*, format: '\(NightWorld.visitorFormat)', visitor: "cookie:_actmu"}
      - {path: logs/events*, format: journey}
    statements: statements/*
    \(rules)outcomes:
      - name: purchase
        purpose: sales
        value: attributes.total
        patterns:
          - event: page_viewed
            criteria: [{key: page.url, operator: containsAny, values: [/checkout/done]}]
      - {name: chat, purpose: support, patterns: [{event: chat_opened}]}
    training: {bits: 10, l2: 1, minimumSessions: 2, minimumSupport: 1}

    """
  }

  /// How many seconds the traffic takes.
  var seconds: Int { days * NightWorld.secondsOfDay }

  /// The moment so many seconds after the first midnight, as people write it.
  static func moment(_ second: Int) -> String {
    Timestamp(seconds: 1_772_323_200 + Int64(second))?.description ?? ""
  }
}

extension SeededGenerator {
  /// Whether a chance of `chances` in `all` comes true.
  mutating func isTrue(outOf all: Int, _ chances: Int) -> Bool {
    Int.random(in: 0..<all, using: &self) < chances
  }
}
