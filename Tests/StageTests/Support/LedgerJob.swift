import Foundation
import TestKit
import Testing

/// A ledger of acme's, as its user keeps it: with `sojourn-ledger`, in a folder with the key.
final class LedgerJob {
  let folder: TemporaryFolder
  let key: String
  /// The ledger's path.
  let ledger: String

  init(ledger: String = "acme.ledger") throws {
    folder = try TemporaryFolder()
    key = folder.file("test-only.key", String(repeating: "2a", count: 32))
    self.ledger = folder.path(ledger)
  }

  /// A statement that was appended when it was said.
  static func statement(
    _ action: String, _ subject: String, _ purpose: String = "sales", at moment: String,
    _ more: String = ""
  ) -> String {
    #"{"controller":"acme","subject":"\#(subject)","purpose":"\#(purpose)","action":"\#(action)","at":"\#(moment)","appendedAt":"\#(moment)","notice":"n1","method":"checkbox"\#(more)}"#
      + "\n"
  }

  /// Grants by so many visitors, a minute apart.
  static func grants(_ range: Range<Int>, _ prefix: String = "visitor") -> String {
    range.map { number in
      let clock = [number / 60 % 24, number % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      return statement(
        "grant", "\(prefix)-\(number)",
        at: "2026-03-0\(1 + number / 1440 % 9)T\(clock[0]):\(clock[1]):00Z",
        number % 3 == 0 ? #","evidence":{"form":"f-\#(number)"}"# : "")
    }.joined()
  }

  /// The flags that name ledger and key.
  var flags: [String] { ["--ledger", ledger, "--key", key] }

  /// Runs a subcommand with ledger and key.
  @discardableResult
  func run(_ subcommand: String, _ more: [String] = [], input: Data = Data()) throws
    -> Command.Result
  {
    try Command.run("sojourn-ledger", [subcommand] + flags + more, input: input)
  }

  /// Appends a text of statements that comes on standard input.
  @discardableResult
  func append(_ text: String, _ more: [String] = []) throws -> Command.Result {
    try run("append", ["--controller", "acme"] + more, input: Data(text.utf8))
  }

  /// The public key, whatever has become of the ledger.
  func publicKey() throws -> String {
    try run("public-key", ["--controller", "acme"]).text
  }

  /// What `verify` says with the public key alone.
  func verify(_ more: [String] = []) throws -> Command.Result {
    let publicKey = try publicKey().trimmingCharacters(in: .whitespacesAndNewlines)
    return try Command.run(
      "sojourn-ledger", ["verify", "--ledger", ledger, "--public-key", publicKey] + more)
  }

  /// How many entries `verify` finds; nil where it finds a fault.
  func size() throws -> Int? {
    let result = try verify()
    return result.status == 0 ? result.count("entries") : nil
  }

  /// All that is known of an id, each entry without what salts decide.
  func said(_ id: String) throws -> [String] {
    let result = try run("show", ["--subject", id, "--json"])
    return try objects(result.output).map { entry in
      let kept = entry.filter { !["subject", "other", "evidence", "index"].contains($0.key) }
      let data = try JSONSerialization.data(withJSONObject: kept, options: [.sortedKeys])
      return String(decoding: data, as: UTF8.self)
    }
  }

  /// Does something to the ledger's file by SQLite's own shell.
  func tamper(_ sql: String) throws {
    let result = try Command.shell("sqlite3 '\(ledger)' \"\(sql)\"")
    #expect(result.status == 0, "\(result.errors)")
  }

  /// Whether SQLite's shell is here.
  static let canTamper = (try? Command.shell("command -v sqlite3"))?.status == 0
}
