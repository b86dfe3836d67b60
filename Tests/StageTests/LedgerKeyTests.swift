import Foundation
import TestKit
import Testing

@Suite("sojourn-ledger redact and rekey")
struct LedgerKeyTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    folder.file("test-only.key", String(repeating: "2a", count: 32))
    let statements = [
      say("grant", "a", 10), say("grant", "b", 10), say("grant", "c", 10), say("erase", "a", 15),
      say("erase", "b", 15),
    ]
    folder.file("statements", statements.joined())
    #expect(try ledger("append --controller acme --now 2026-11-20 statements").status == 0)
  }

  private func say(_ action: String, _ id: String, _ day: Int) -> String {
    #"{"controller":"acme","subject":"\#(id)","purpose":"sales","action":"\#(action)","at":"2026-11-\#(day)T00:00:00Z","appendedAt":"2026-11-\#(day)T00:00:00Z","notice":"n1","method":"checkbox"}"#
      + "\n"
  }

  private func ledger(_ arguments: String, key: String = "test-only.key") throws -> Command.Result {
    var words = arguments.split(separator: " ").map(String.init)
    words.insert(contentsOf: ["--ledger", "l", "--key", key], at: 1)
    return try Command.run("sojourn-ledger", words, in: folder.url)
  }

  /// The reasons for which records of a person on the 12th and the 18th are dropped.
  private func reasons(_ id: String, purpose: String, key: String = "test-only.key") throws
    -> [String]
  {
    let events = [12, 18].map {
      #"{"time":"2026-11-\#($0)T12:00:00Z","visitor":"\#(id)","event":"page_viewed","id":"\#($0)"}"#
    }
    folder.file("events", events.joined(separator: "\n") + "\n")
    folder.file(
      "policy.yaml", "{purposes: [sales, support], basis: {support: legitimate_interests}}")
    let result = try Command.run(
      "sojourn-consent",
      [
        "--controller", "acme", "--purposes", purpose, "--ledger", "l", "--key", key, "--policy",
        "policy.yaml", "--as-of", "2026-11-21", "--decisions", "events",
      ], in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    return result.lines.map { line in
      let reason = line.split(separator: "\"reason\":").last?.split(separator: ",").first ?? ""
      return String(reason.filter { $0 != "\"" })
    }
  }

  @Test("exit codes: done and twice 0, refused 65, not known 66, and of many those of the refused")
  func codes() throws {
    #expect(try ledger("redact --subject c").status == 65)
    #expect(try ledger("redact --subject nobody").status == 66)
    #expect(try ledger("redact --subject a").status == 0)
    #expect(try ledger("redact --subject a").status == 0)
    folder.file("ids", "a\nb\nc\nnobody\n")
    let many = try ledger("redact ids")
    #expect(many.status == 65)
    #expect(many.errors.contains("ids:3"))
    #expect(many.lines.map { $0.split(separator: " ").last } == ["1", "1", "1", "1"])
    #expect(try ledger("show --subject a").status == 66)
    #expect(try ledger("prove --subject b").status == 66)
    #expect(try ledger("verify").text.contains("of which redacted 2"))
  }

  @Test("consent 23: sojourn-consent drops old records of who was redacted as erased, on any basis")
  func decisions() throws {
    #expect(try reasons("a", purpose: "sales") == ["erased", "outside-interval"])
    #expect(try ledger("redact --subject a").status == 0)
    #expect(try reasons("a", purpose: "sales") == ["erased", "no-consent"])
    #expect(try reasons("a", purpose: "support") == ["erased", "null"])
    #expect(try reasons("c", purpose: "sales") == ["null", "null"])
  }

  @Test("rekey: receipts of before hold with the old public key; the old key finds nobody any more")
  func rekeyed() throws {
    let old = try ledger("public-key").text
    folder.file("old.pub", old)
    let proved = try ledger("prove --subject c -o receipt.json")
    #expect(proved.status == 0, "\(proved.errors)")
    #expect(try ledger("redact --subject a").status == 0)
    let rotate = ["key", "rotate", "test-only.key", "new.key"]
    #expect(try Command.run("sojourn", rotate, in: folder.url).status == 0)
    for text in ["l: has the new key", "l: has the new key already"] {
      let result = try ledger("rekey --new-key new.key")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.lines.first == text)
    }
    #expect(try ledger("show --subject c").status == 78)
    #expect(try ledger("show --subject c", key: "new.key").status == 0)
    #expect(try ledger("public-key", key: "new.key").text != old)
    #expect(try ledger("verify", key: "new.key").status == 0)
    let receipt = ["verify", "--receipt", "receipt.json", "--public-key", "old.pub"]
    #expect(try Command.run("sojourn-ledger", receipt, in: folder.url).status == 0)
    #expect(try reasons("a", purpose: "support", key: "new.key") == ["erased", "null"])
    folder.file("test-only-other.key", String(repeating: "3b", count: 32))
    #expect(try ledger("rekey --new-key test-only-other.key", key: "new.key").status == 78)
  }
}
