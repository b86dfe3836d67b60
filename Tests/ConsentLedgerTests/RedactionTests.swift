import Bytes
import Consent
import ConsentLedger
import Events
import Identity
import TestKit
import Testing
import Transparency

@Suite("Redaction of a person who was erased")
struct RedactionTests {
  private let box: KeyedLedger

  init() throws { box = try KeyedLedger() }

  private func say(_ action: String, _ id: String, _ day: Int, purpose: String = "sales") -> String
  {
    KeyedLedger.line(
      action, id, day, purpose: purpose, more: #","evidence":{"form":"the words of \#(id)"}"#)
  }

  @Test("needs an erasure, and no grant after it; what is refused changes nothing")
  func refused() throws {
    try box.append([
      say("grant", "granted", 1), say("withdraw", "granted", 2), say("erase", "back", 3),
      say("grant", "back", 4), say("grant", "gone", 1), say("erase", "gone", 4),
    ])
    let before = try box.rows("SELECT * FROM subject")
    let checkpoints = try box.ledger().checkpoints().count
    #expect(
      try box.redact(["granted", "back", "nobody"]) == [.notErased, .grantedSince, .unknown])
    #expect(try box.rows("SELECT * FROM subject") == before)
    #expect(try box.ledger().checkpoints().count == checkpoints)
    #expect(try box.redact(["gone", "granted", "gone"]) == [.redacted, .notErased, .already])
    #expect(try box.redact(["gone"]) == [.already])
    #expect(try box.ledger().checkpoints().count == checkpoints + 1)
    #expect(try box.verify().redacted == 1)
  }

  @Test("consent 36 and 37: root and others' receipts stay, and nothing is known of the id")
  func proofs() throws {
    try box.append([
      say("grant", "a", 1), say("grant", "b", 1), say("erase", "a", 5), say("withdraw", "b", 6),
    ])
    let receipts = try ["a", "b"].map { try #require(try box.receipt($0)) }
    let head = try box.head()
    #expect(try box.redact(["a"]) == [.redacted])
    let after = try box.head()
    #expect(after.size == head.size && after.root == head.root)
    let verified = try box.verify(seen: [SeenCheckpoint(size: head.size, root: head.root)])
    #expect(verified.subjects == 2 && verified.redacted == 1)
    #expect(try box.history("a").isEmpty)
    #expect(try box.receipt("a") == nil)
    for receipt in receipts + [try #require(try box.receipt("b"))] {
      #expect(try receipt.verify([box.keys.signer.verifier]).size == 4)
    }
  }

  @Test(
    "consent 41: leaves no byte of pseudonyms, salts, ids or evidence in the file; of others it does",
    arguments: [1, 255, 256, 257, 6_000])
  func bytes(count: Int) throws {
    let ids = (0..<count).map { "visitor-\($0)-of-the-shop" }
    // In several batches, so that pages have been split and filled again.
    for part in 0..<12 {
      try box.append(ids.indices.filter { $0 % 12 == part }.map { say("grant", ids[$0], 1) })
    }
    let gone = ids.indices.filter { $0 % 7 == 0 }.map { ids[$0] }
    for part in 0..<3 {
      try box.append(gone.indices.filter { $0 % 3 == part }.map { say("erase", gone[$0], 5) })
    }
    var secrets: Set<Pseudonym> = []
    for id in gone {
      let visitor = box.keys.visitors.rawPseudonym(of: Array(id.utf8).span)
      let sealed = box.key.cipher(for: .ledgerLeaves, of: "acme").seal(visitor)
      let salts = try box.blobs("SELECT salt FROM subject WHERE pseudonym = x'\(sealed.text)'")
      let salt = try #require(salts.first)
      secrets.formUnion([visitor, sealed, Pseudonym(salt.span)])
      // The first half of the text of either.
      for name in [visitor, sealed] { secrets.insert(Pseudonym(Array(name.text.utf8).span)) }
    }
    #expect(try box.occurrences(of: secrets) >= gone.count * 3)
    for batch in stride(from: 0, to: gone.count, by: 100) {
      let part = Array(gone[batch..<min(batch + 100, gone.count)])
      #expect(try box.redact(part).allSatisfy { $0 == .redacted })
    }
    let after = try box.bytes()
    #expect(try box.occurrences(of: secrets) == 0)
    let named = Set(
      String(decoding: after, as: UTF8.self).split(separator: "the words of ").dropFirst().map {
        String($0.prefix { $0 != "\"" })
      })
    #expect(named == Set(ids).subtracting(gone))
    for id in gone.prefix(20) {
      let isThere = after.span.contains(Array(id.utf8).span)
      #expect(!isThere)
    }
    #expect(try box.verify().redacted == gone.count)
    for id in ids.prefix(300) where !gone.contains(id) { #expect(try box.history(id).count == 1) }
  }

  @Test("in a tree of more than two levels of tiles")
  func tall() throws {
    let ids = (0..<66_000).map { "v\($0)" }
    try box.append(ids.map { KeyedLedger.line("erase", $0, 5) })
    #expect(try box.redact(["v0", "v65535", "v65536", "v65999"]).allSatisfy { $0 == .redacted })
    #expect(try box.verify().redacted == 4)
    try box.append([say("grant", "new", 6)])
    #expect(try box.verify().subjects == 66_001)
  }

  @Test("consent 23: keeps out old records, on whatever basis, and lets later ones be judged anew")
  func decisions() throws {
    try box.append([say("grant", "a", 1), say("grant", "b", 1), say("erase", "a", 5)])
    #expect(try box.redact(["a"]) == [.redacted])
    #expect(try reason("a", 3, 0) == .erased)
    #expect(try reason("a", 3, 1) == .erased)
    #expect(try reason("a", 6, 0) == .noConsent)
    #expect(try reason("a", 6, 1) == nil)
    #expect(try reason("b", 3, 0) == nil)
    try box.append([say("grant", "a", 7)])
    #expect(try reason("a", 3, 0) == .erased)
    #expect(try reason("a", 8, 0) == nil)
  }

  @Test("takes the latest erasure; one whose clock was ahead counts from its append")
  func moment() throws {
    try box.append([
      say("erase", "a", 5), say("erase", "a", 9), say("erase", "a", 7),
      #"{"controller":"acme","subject":"b","action":"erase","at":"2199-01-01T00:00:00Z","appendedAt":"2026-11-09T06:00:00Z"}"#,
    ])
    #expect(try box.redact(["a", "b"]) == [.redacted, .redacted])
    #expect(try reason("a", 9, 1) == nil)
    #expect(try reason("a", 8, 1) == .erased)
    #expect(try reason("b", 8, 1) == .erased)
    #expect(try reason("b", 10, 1) == nil)
  }

  @Test("consent 33 and 41: statements that are read again do not bring the person back")
  func again() throws {
    let old = [
      say("grant", "a", 1), say("grant", "b", 1), KeyedLedger.link("b", "a", 10),
      KeyedLedger.link("a", "c", 10), say("erase", "a", 15),
    ]
    try box.append(old)
    #expect(try box.redact(["a"]) == [.redacted])
    #expect(try box.append(old).duplicates == 5)
    #expect(try box.history("a").isEmpty)
    #expect(try box.append(old + [say("grant", "a", 20)]).appended == 1)
    #expect(try box.append(old + [say("grant", "a", 20)]).duplicates == 6)
    #expect(try box.history("a").map(\.statement.action) == [.grant])
    #expect(try box.verify().subjects == 4)
    #expect(try box.redact(["a"]) == [.notErased])
    try box.append([say("erase", "a", 25)])
    #expect(try box.redact(["a"]) == [.redacted])
    #expect(try reason("a", 24, 1) == .erased)
  }

  @Test("consent 21: an erasure still reaches those who were linked to the person")
  func linked() throws {
    try box.append([
      say("grant", "a", 1), say("grant", "b", 1), KeyedLedger.link("b", "a", 10),
      say("erase", "a", 15),
    ])
    #expect(try reason("b", 12, 0) == .erased)
    #expect(try box.redact(["a"]) == [.redacted])
    #expect(try reason("b", 12, 0) == .erased)
    #expect(try reason("a", 12, 0) == .erased)
  }

  @Test("does not sign what somebody has changed beside it")
  func tampered() throws {
    try box.append((0..<300).map { say("grant", "v\($0)", 1) } + [say("erase", "v3", 5)])
    for number in [4, 299] {
      try box.tamper(
        "UPDATE subject SET salt = x'00112233445566778899aabbccddeeff' WHERE number = \(number)")
      #expect(throws: LedgerError.self) { try box.redact(["v3"]) }
      #expect(try box.history("v3").count == 2)
    }
  }

  /// Why a record of a day at noon may not be used for a purpose; nil where it may.
  private func reason(_ id: String, _ day: Int, _ purpose: Int) throws -> DropReason? {
    let register = try box.register()
    let two = day < 10 ? "0\(day)" : "\(day)"
    let time = try #require(Timestamp("2026-11-\(two)T12:00:00Z"))
    let name = box.keys.visitors.pseudonym(of: Array(id.utf8).span)
    return register.decide(
      RecordFacts(
        time: RecordTime(start: time, fractionDigits: 0), visitor: register.subject(for: name.span)),
      purpose: purpose)
  }
}
