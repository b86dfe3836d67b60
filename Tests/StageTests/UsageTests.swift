import Foundation
import TestKit
import Testing

@Suite("the commands' flags")
struct UsageTests {
  static let commands = [
    "sojourn", "sojourn run", "sojourn key", "sojourn key new", "sojourn status", "sojourn verify",
    "sojourn inspect", "sojourn inspect bundle", "sojourn inspect log", "sojourn-ingest",
    "sojourn-consent", "sojourn-sessionize", "sojourn-train", "sojourn-export", "sojourn-score",
    "sojourn-simulate",
  ]

  private func run(_ line: String, input: String = "") throws -> Command.Result {
    let words = line.split(separator: " ").map(String.init)
    return try Command.run(words[0], Array(words.dropFirst()), input: Data(input.utf8))
  }

  @Test("--help says what the command is for, on standard output, with 0", arguments: commands)
  func help(command: String) throws {
    let result = try run("\(command) --help")
    #expect(result.status == 0)
    #expect(result.text.contains("OVERVIEW: "))
    #expect(result.text.contains("USAGE: \(command)"))
    #expect(result.errors.isEmpty)
  }

  @Test("a flag that nobody knows: 64, on standard error alone", arguments: commands)
  func unknownFlag(command: String) throws {
    let result = try run("\(command) --no-such-flag")
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  @Test(
    "a wrong value: 64, and the message says what was expected",
    arguments: [
      ("sojourn-ingest --format combind", "combined"),
      ("sojourn-ingest", "--format"),
      ("sojourn-ingest --format combined --visitor cookies:x", "cookie:NAME"),
      ("sojourn-ingest --format combined --visitor cookie:", "cookie:NAME"),
      ("sojourn-ingest --format combined --visitor nobody", "host+agent"),
      ("sojourn-ingest --format combined --on-corrupt ignore", "salvage"),
      ("sojourn-ingest --format combined --maximum-ratio much", "none"),
      ("sojourn-ingest --format combined --maximum-ratio -1", "--maximum-ratio"),
      ("sojourn-ingest --format combined --maximum-line-bytes -5", "--maximum-line-bytes"),
      ("sojourn-ingest --format combined --reject-share 7", "--reject-share"),
      ("sojourn-ingest --format json --fields url", "PATH"),
      ("sojourn-ingest --format json --fields nofield=a.b", "nofield"),
      ("sojourn-consent --controller acme --purposes sales --as-of yesterday", "2026-11-23"),
      ("sojourn-consent --controller acme --purposes sales --as-of 2026-13-01", "2026-11-23"),
      ("sojourn-consent --controller acme --purposes sales --known-at soon", "2026-11-23"),
      ("sojourn-consent --controller acme --purposes sales --known-at -3", "--known-at"),
      ("sojourn-consent --purposes sales", "--controller"),
      ("sojourn-consent --controller acme", "--purposes"),
      ("sojourn-sessionize --timeout soon", "20m"),
      ("sojourn-sessionize --timeout -5m", "--timeout"),
      ("sojourn-sessionize --maximum-length long", "none"),
      ("sojourn-sessionize --maximum-events 0", "none"),
      ("sojourn-sessionize --bots hide", "flag"),
      ("sojourn-sessionize --as-of tomorrow", "2026-11-23"),
      ("sojourn-score --bundle x --as-of tomorrow", "2026-11-23"),
      ("sojourn-train", "--outcome"),
      ("sojourn-train --format csv", "--label"),
      ("sojourn-train --format svmlight --bits 99", "--bits"),
      ("sojourn-train --format svmlight --l2 -1", "--l2"),
      ("sojourn-simulate --seed 1 --visitors 0 --days 1 --output x", "--visitors"),
      ("sojourn run p.yaml --as-of never", "2026-11-23"),
      ("sojourn run p.yaml --known-at never", "2026-11-23"),
      ("sojourn run p.yaml --date today", "2026-11-23"),
      ("sojourn run p.yaml --date 2026-11-23 --since 2026-11-20", "--date"),
      ("sojourn run p.yaml --since 2026-11-23", "--until"),
      ("sojourn run p.yaml --since 2026-11-23 --until 2026-11-20", "--until"),
      ("sojourn run p.yaml --jobs 0", "--jobs"),
      ("sojourn run p.yaml --log-format xml", "json"),
      ("sojourn-ingest --format combined --log-format xml", "json"),
    ])
  func wrongValue(line: String, hint: String) throws {
    let result = try run(line)
    #expect(result.status == 64, "\(line): \(result.errors)")
    #expect(result.errors.contains(hint), "\(line): \(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test("a purpose that the policy does not declare: 78, named")
  func unknownPurpose() throws {
    let result = try run("sojourn-consent --controller acme --purposes sale --as-of 2026-03-01")
    #expect(result.status == 78)
    #expect(result.errors.contains("sale"))
    let folder = try TemporaryFolder()
    let policy = folder.file("policy.yaml", "purposes: [sale]\n")
    let declared = try Command.run(
      "sojourn-consent", ["--controller", "acme", "--purposes", "sale", "--policy", policy])
    #expect(declared.status == 0, "\(declared.errors)")
  }

  @Test("--log-format json writes one object a line")
  func jsonLog() throws {
    let result = try Command.run(
      "sojourn-ingest", ["--format", "common", "--log-format", "json", "no-such-file"],
      input: Data())
    #expect(result.status == 66)
    let log = try objects(Data(result.errors.utf8))
    #expect(log.contains { ($0["message"] as? String ?? "").contains("no-such-file") })
    #expect(log.allSatisfy { $0["level"] is String })
  }

  @Test("--version says which version it is")
  func version() throws {
    #expect(try run("sojourn --version").status == 0)
    #expect(try run("sojourn --version").text.first?.isNumber == true)
  }
}
