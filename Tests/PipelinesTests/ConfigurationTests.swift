import Events
import Foundation
import Journeys
import Pipelines
import TestKit
import Testing

@Suite("The pipeline file")
struct ConfigurationTests {
  private static let minimal = """
    controller: acme
    workspace: w
    pseudonymKey: test-only.key
    logs:
      - path: logs/*.gz
        format: combined

    """

  private func read(_ text: String) throws -> PipelineConfiguration {
    try PipelineConfiguration(text: text, file: "folder/p.yaml")
  }

  @Test("needs a controller, a workspace, a key and logs, and has the documented defaults")
  func defaults() throws {
    let pipeline = try read(Self.minimal)
    #expect(pipeline.controller == "acme")
    #expect(pipeline.purposes.names == ["support", "sales", "marketing"])
    #expect(pipeline.workspace == "folder/w")
    #expect(pipeline.logs.map(\.path) == ["folder/logs/*.gz"])
    #expect(pipeline.sessions.timeoutNanoseconds == 1_800_000_000_000)
    #expect(pipeline.sessions.maximumEvents == 10_000)
    #expect(pipeline.limits.maximumRatio == 200)
    #expect(pipeline.rejectLimits == RejectLimits(count: 100, share: 0.01))
    #expect(pipeline.site.keepQuery == ["q", "utm_source", "utm_medium", "utm_campaign"])
    #expect(pipeline.training.bits == 18)
  }

  @Test("crosses are pairs of fields, none where none are declared")
  func crosses() throws {
    #expect(try read(Self.minimal).training.crosses == [])
    let pairs = try read(
      Self.minimal + "training: {crosses: [[device, hour], [referrer, weekday]]}\n")
    #expect(pairs.training.crosses == [["device", "hour"], ["referrer", "weekday"]])
  }

  @Test("paths that begin with a slash stand as they are")
  func absolutePaths() throws {
    let text = Self.minimal.replacingOccurrences(of: "workspace: w", with: "workspace: /w")
    #expect(try read(text).workspace == "/w")
  }

  @Test("a path through the folder above reads without the detour")
  func parentPaths() throws {
    let text = Self.minimal.replacingOccurrences(of: "workspace: w", with: "workspace: ../w")
    #expect(try read(text).workspace == "w")
    let two = Self.minimal.replacingOccurrences(of: "workspace: w", with: "workspace: ../../w")
    #expect(try read(two).workspace == "../w")
  }

  @Test("limits may be none, spelled out")
  func noLimits() throws {
    let pipeline = try read(
      Self.minimal + "sessions: {maximumLength: none, maximumEvents: none}\n"
        + "limits: {maximumRatio: none}\n")
    #expect(pipeline.sessions.maximumLengthNanoseconds == nil)
    #expect(pipeline.sessions.maximumEvents == nil)
    #expect(pipeline.limits.maximumRatio == nil)
  }

  @Test("entries of logs have names: their own, else their format and place")
  func sourceNames() throws {
    let pipeline = try read(
      """
      controller: acme
      workspace: w
      pseudonymKey: k
      logs:
        - {path: a, format: combined}
        - {path: b, format: '%h %l %u %t "%r" %>s %b'}
        - {path: c, format: journey, name: collector_EU}
        - {path: d, format: journey}
      """)
    #expect(pipeline.logs.map(\.name) == ["combined-1", "access-2", "collector_EU", "journey-4"])
  }

  @Test(
    "a name that is no name, or another entry's, is refused at its line",
    arguments: ["''", "a b", "a/b", "'é'", String(repeating: "a", count: 65), "common-1"])
  func wrongSourceName(_ name: String) throws {
    let error = try #require(throws: ConfigurationError.self) {
      try read(
        "controller: acme\nworkspace: w\npseudonymKey: k\nlogs:\n"
          + "  - {path: a, format: common}\n  - path: b\n    name: \(name)\n    format: common\n")
    }
    #expect(error.key == "logs[1].name" && error.line == 7, "\(error)")
  }

  struct Wrong: CustomTestStringConvertible {
    var text: String
    var line: Int?
    var key: String?
    var mentions: String
    var testDescription: String { text }
  }

  @Test(
    "a wrong key or value is refused with file, line, key and what was expected",
    arguments: [
      Wrong(text: "sesions: {}\n", line: 7, key: "sesions", mentions: "`sessions`"),
      Wrong(
        text: "sessions: {timeot: 20m}\n", line: 7, key: "sessions.timeot", mentions: "`timeout`"),
      Wrong(
        text: "sessions: {timeout: 20}\n", line: 7, key: "sessions.timeout", mentions: "20m"),
      Wrong(
        text: "training: {crosses: [[devise, hour]]}\n", line: 7, key: "training.crosses",
        mentions: "`device`"),
      Wrong(
        text: "training: {crosses: [[path, hour]]}\n", line: 7, key: "training.crosses",
        mentions: "the fields are"),
      Wrong(
        text: "training: {crosses: [[hour]]}\n", line: 7, key: "training.crosses",
        mentions: "two different fields"),
      Wrong(
        text: "training: {crosses: [[hour, device], [device, hour]]}\n", line: 7,
        key: "training.crosses", mentions: "twice"),
      Wrong(
        text: "training: {crosses: [device, hour]}\n", line: 7, key: "training.crosses",
        mentions: "list of lists"),
      Wrong(text: "sessions: {bots: dropp}\n", line: 7, key: "sessions.bots", mentions: "`drop`"),
      Wrong(
        text: "site: {timeZone: Europe/Dubln}\n", line: 7, key: "site.timeZone",
        mentions: "Europe/Dublin"),
      Wrong(text: "training: {bits: 99}\n", line: 7, key: "training.bits", mentions: "8 to 24"),
      Wrong(
        text: "consent: {track: sales}\nconsent: {}\n", line: 7, key: "consent", mentions: "twice"),
      Wrong(text: "consent: {identify: selling}\n", line: 7, key: "consent", mentions: "selling"),
      Wrong(
        text: "outcomes:\n  - name: a\n    purpose: sale\n    patterns: [{event: x}]\n", line: 9,
        key: "outcomes[0].purpose", mentions: "`sales`"),
      Wrong(
        text: "outcomes:\n  - name: ../a\n    purpose: sales\n    patterns: [{event: x}]\n",
        line: 8,
        key: "outcomes[0].name", mentions: "letters"),
      Wrong(
        text: "consent:\n  signals:\n    tcs: {}\n", line: 9, key: "consent.signals.tcs",
        mentions: "`tc`"),
      Wrong(
        text: "consent:\n  signals:\n    tc:\n      vendor: 755\n      purposes: {sale: [1]}\n",
        line: 11, key: "consent.signals.tc.purposes.sale", mentions: "`sales`"),
      Wrong(
        text: "consent:\n  signals:\n    tc:\n      vendor: 755\n      custom: {sales: [64]}\n",
        line: 11, key: "consent.signals.tc.custom.sales", mentions: "1 to 63"),
      Wrong(
        text: "consent: {signals: {tc: {vendor: 70000}}}\n", line: 7,
        key: "consent.signals.tc.vendor", mentions: "65535"),
      Wrong(
        text: "consent: {signals: {tc: {vendor: 7}}}\n", line: 7, key: "consent.signals.tc",
        mentions: "purposes, publisher or custom"),
      Wrong(
        text: "consent: {signals: {tc: {purposes: {sales: [1]}}}}\n", line: 7,
        key: "consent.signals.tc.purposes", mentions: "vendor"),
      Wrong(
        text: "consent: {signals: {tc: {custom: {sales: 1}, invalid: dney}}}\n", line: 7,
        key: "consent.signals.tc.invalid", mentions: "`deny`"),
      Wrong(
        text: "consent: {signals: {consentMode: {ad_storag: sales}}}\n", line: 7,
        key: "consent.signals.consentMode.ad_storag", mentions: "`ad_storage`"),
      Wrong(
        text: "consent: {signals: {dnt: [selling]}}\n", line: 7, key: "consent.signals.dnt",
        mentions: "selling"),
      Wrong(
        text: "consent:\n  signals:\n    flags:\n      - {cookie: a, value: 0, denys: sales}\n",
        line: 10, key: "consent.signals.flags[0].denys", mentions: "`denies`"),
      Wrong(
        text: "consent: {signals: {flags: [{field: url, value: 0, denies: sales}]}}\n", line: 7,
        key: "consent.signals.flags[0].field", mentions: "attributes.NAME"),
      Wrong(
        text: "consent: {signals: {flags: [{value: 0, denies: sales}]}}\n", line: 7,
        key: "consent.signals.flags[0]", mentions: "cookie"),
      Wrong(
        text: "consent: {signals: {flags: [{cookie: a, denies: sales}]}}\n", line: 7,
        key: "consent.signals.flags[0].value", mentions: "missing"),
      Wrong(text: "a: [\n", line: nil, key: nil, mentions: "YAML"),
    ])
  func refused(_ wrong: Wrong) throws {
    let error = try #require(throws: ConfigurationError.self) {
      try read(Self.minimal + wrong.text)
    }
    #expect(error.file == "folder/p.yaml")
    if let line = wrong.line { #expect(error.line == line) }
    #expect(error.key == wrong.key)
    #expect(error.problem.contains(wrong.mentions), "\(error)")
  }

  @Test(
    "a missing key is named", arguments: ["controller", "workspace", "pseudonymKey", "logs"])
  func missing(_ key: String) throws {
    let lines = Self.minimal.split(separator: "\n", omittingEmptySubsequences: false)
    var kept = lines.filter { !$0.hasPrefix(key) }
    if key == "logs" { kept.removeAll { $0.hasPrefix("  ") } }
    let error = try #require(throws: ConfigurationError.self) {
      try read(kept.joined(separator: "\n"))
    }
    #expect(error.key == key)
  }

  @Test("a wrong format or visitor is refused at its line")
  func wrongFormat() throws {
    let text = Self.minimal.replacingOccurrences(of: "combined", with: "combind")
    let error = try #require(throws: ConfigurationError.self) { try read(text) }
    #expect(error.key == "logs[0].format")
  }

  @Test("the sample's pipelines are right", arguments: ["nightly.yaml", "regression.yaml"])
  func shipped(_ name: String) throws {
    let path = SharedData.repository.appendingPathComponent("pipelines/\(name)").path
    let pipeline = try PipelineConfiguration.read(path)
    #expect(pipeline.outcomes.map(\.name) == ["purchase", "signup", "abandonment"])
  }
}
