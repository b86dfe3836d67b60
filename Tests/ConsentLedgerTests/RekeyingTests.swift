import Bytes
import Consent
import ConsentLedger
import Identity
import TestKit
import Testing
import Transparency

@Suite("A ledger that is given the rotation of its key")
struct RekeyingTests {
  private let box: KeyedLedger
  private let newKey: PseudonymKey
  private let newKeys: LedgerKeys

  init() throws {
    box = try KeyedLedger()
    newKey = try KeyedLedger.rotation(of: box.key)
    newKeys = LedgerKeys(newKey, controller: "acme")
  }

  private func rekeying(
    _ old: PseudonymKey, _ new: PseudonymKey
  ) throws -> PseudonymRekeying {
    try #require(old.rekeying(to: new, for: .visitors, of: "acme"))
  }

  @discardableResult
  private func rekey() throws -> Bool {
    try box.ledger().rekey(from: box.keys, to: newKeys, rekeying(box.key, newKey))
  }

  private static let ids = (0..<300).map { "visitor-\($0)" }

  /// Statements of many persons, some of whom are erased and redacted.
  private func fill(seed: UInt64 = 7) throws {
    var random = SeededGenerator(seed: seed)
    let actions = ["grant", "withdraw", "object", "erase"]
    for day in 1...9 {
      try box.append(
        (0..<200).map { _ in
          let id = Self.ids[Int.random(in: 0..<Self.ids.count, using: &random)]
          let action = actions[Int.random(in: 0..<actions.count, using: &random)]
          return KeyedLedger.line(action, id, day, more: #","evidence":{"form":"f"}"#)
        })
    }
    try box.append(["visitor-1", "visitor-2"].map { KeyedLedger.line("erase", $0, 10) })
    #expect(try box.redact(["visitor-1", "visitor-2"]) == [.redacted, .redacted])
  }

  @Test("consent 37: keeps entries, hashes, names, salts and old checkpoints byte for byte")
  func stays() throws {
    try fill()
    let queries = [
      "SELECT * FROM entry", "SELECT number, latest, salt, name FROM subject",
      "SELECT * FROM tile WHERE tree = 0", "SELECT * FROM evidence", "SELECT * FROM wording",
      "SELECT * FROM checkpoint WHERE number <= 11",
    ]
    let before = try queries.map(box.rows)
    let checkpoints = try box.ledger().checkpoints().count
    #expect(try rekey())
    #expect(try queries.map(box.rows) == before)
    #expect(try box.ledger(newKeys).checkpoints().count == checkpoints + 1)
    #expect(throws: LedgerError.otherKey(path: box.path)) { try box.ledger() }
  }

  @Test("leaves no byte of the old names in the file")
  func traces() throws {
    for part in 0..<12 {
      try box.append(
        (0..<500).map { KeyedLedger.line("grant", "visitor-\($0 * 12 + part)", 1) })
    }
    let old = try box.blobs("SELECT pseudonym FROM subjectByPseudonym")
    let secrets = Set(old.map { Pseudonym($0.span) })
    #expect(secrets.count == 6_000)
    #expect(try box.occurrences(of: secrets) >= 12_000)
    try rekey()
    #expect(try box.occurrences(of: secrets) == 0)
    #expect(try box.verify(newKeys).subjects == 6_000)
  }

  @Test("finds everybody's history under the new key", arguments: [1, 2, 3] as [UInt64])
  func histories(seed: UInt64) throws {
    try fill(seed: seed)
    let histories = try Self.ids.map { id in try box.history(id).map(\.leaf) }
    try rekey()
    #expect(try Self.ids.map { id in try box.history(id, newKeys).map(\.leaf) } == histories)
    let loaded = try box.ledger(newKeys).load(newKeys).statements
    for place in 0..<loaded.count {
      let subject = loaded.statement(place).subject
      let isRedacted = String(decoding: subject, as: UTF8.self).hasPrefix("redacted")
      let isPseudonym = Pseudonym(text: subject.span) != nil
      #expect(isRedacted || isPseudonym)
    }
    let register = try box.register(newKeys)
    for (id, history) in zip(Self.ids, histories) where !history.isEmpty {
      let name = newKeys.visitors.pseudonym(of: Array(id.utf8).span)
      let subject = register.subject(for: name.span)
      #expect(subject != .unknown)
    }
    let verified = try box.verify(newKeys)
    #expect(verified.redacted == 2 && verified.size == loaded.count)
  }

  @Test("consent 36: receipts of before verify with the old public key, later ones with the new")
  func receipts() throws {
    try fill()
    let before = try #require(try box.receipt("visitor-7"))
    let size = try box.head().size
    let root = try box.head().root
    try rekey()
    let (old, new) = (box.keys.signer.verifier, newKeys.signer.verifier)
    #expect(old.text != new.text)
    #expect(try before.verify([old]) == SeenCheckpoint(size: size, root: root))
    let between = try #require(try box.receipt("visitor-7", newKeys))
    for key in [old, new] { #expect(try between.verify([key]).root == root) }
    try box.append([KeyedLedger.line("grant", "visitor-7", 20)], newKeys)
    let after = try #require(try box.receipt("visitor-7", newKeys))
    #expect(try after.verify([new]).size == size + 1)
    #expect(throws: ReceiptFault.unsigned) { try after.verify([old]) }
    #expect(after.statements.dropLast().map(\.entry) == before.statements.map(\.entry))
    _ = try box.verify(newKeys, seen: [SeenCheckpoint(size: size, root: root)])
  }

  @Test("consent 34: growth is proven up to the rotation with the old key, from there with the new")
  func growth() throws {
    try box.append([KeyedLedger.line("grant", "a", 1)])
    try box.append([KeyedLedger.line("grant", "b", 2)])
    try rekey()
    try box.append([KeyedLedger.line("grant", "c", 3)], newKeys)
    let ledger = try box.ledger(newKeys)
    let (old, new) = (box.keys.signer.verifier, newKeys.signer.verifier)
    let first = try #require(try ledger.growth(from: 1, to: 2, [new]))
    #expect(try first.verify([old]) == (1, 2))
    let second = try #require(try ledger.growth(from: 2, to: 3, [new]))
    #expect(try second.verify([new]) == (2, 3))
    let whole = try #require(try ledger.growth(from: 1, to: 3, [new]))
    #expect(try whole.verify([old, new]) == (1, 3))
  }

  @Test("keeps tombstones: what is read again of redacted persons stays out")
  func tombstones() throws {
    let old = [KeyedLedger.line("grant", "a", 1), KeyedLedger.line("erase", "a", 5)]
    try box.append(old)
    #expect(try box.redact(["a"]) == [.redacted])
    let sealed = try box.blobs("SELECT pseudonym FROM tombstone")
    try rekey()
    #expect(try box.blobs("SELECT pseudonym FROM tombstone") != sealed)
    #expect(try box.redact(["a"], newKeys) == [.already])
    #expect(try box.append(old, newKeys).duplicates == 2)
  }

  @Test("once more, and the other way round; twice is no change")
  func again() throws {
    try fill()
    try rekey()
    let once = try box.rows("SELECT * FROM subject")
    #expect(try !box.ledger(newKeys).rekey(from: box.keys, to: newKeys, rekeying(box.key, newKey)))
    #expect(try box.rows("SELECT * FROM subject") == once)
    let third = try KeyedLedger.rotation(of: newKey)
    let thirdKeys = LedgerKeys(third, controller: "acme")
    try box.ledger(newKeys).rekey(from: newKeys, to: thirdKeys, rekeying(newKey, third))
    _ = try box.verify(thirdKeys)
    try box.ledger(thirdKeys).rekey(from: thirdKeys, to: newKeys, rekeying(third, newKey))
    _ = try box.verify(newKeys)
    #expect(try box.rows("SELECT * FROM subject") == once)
    let other = try #require(PseudonymKey(Array(repeating: 9, count: 32)))
    #expect(box.key.rekeying(to: other, for: .visitors, of: "acme") == nil)
  }

  @Test("refuses a key that the ledger does not have, and signs nothing that was changed beside it")
  func refused() throws {
    try fill()
    let third = try KeyedLedger.rotation(of: box.key)
    let thirdKeys = LedgerKeys(third, controller: "acme")
    #expect(throws: LedgerError.otherKey(path: box.path)) {
      try box.ledger().rekey(from: thirdKeys, to: newKeys, rekeying(third, newKey))
    }
    try box.tamper(
      "UPDATE subject SET salt = x'00112233445566778899aabbccddeeff' WHERE number = 50")
    let before = try box.rows("SELECT * FROM subject")
    #expect(throws: LedgerError.self) { try rekey() }
    #expect(try box.rows("SELECT * FROM subject") == before)
    _ = try box.ledger()
  }

  @Test("that is empty still")
  func empty() throws {
    #expect(try rekey())
    try box.append([KeyedLedger.line("grant", "a", 1)], newKeys)
    #expect(try box.verify(newKeys).size == 1)
  }
}
