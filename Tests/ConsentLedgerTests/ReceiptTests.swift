import Bytes
import Consent
import ConsentLedger
import Foundation
import Testing
import Transparency

@Suite("A receipt that a person keeps")
struct ReceiptTests {
  private static let ids = ["a", "zoë@example.com", "q\\\"uote"]

  /// A ledger with something of everybody's, and the keys that trust it.
  private func box() throws -> LedgerBox {
    var source = RandomStatements(seed: 31)
    let box = try LedgerBox()
    var lines = source.lines(150)
    for (place, id) in Self.ids.enumerated() {
      let text = String(decoding: try JSONEncoder().encode(id), as: UTF8.self)
      lines.append(
        #"{"controller":"acme","subject":\#(text),"purpose":"sales","action":"grant","at":"2026-04-0\#(place + 1)T00:00:00Z","notice":"n1","method":"checkbox","evidence":{"form":"f\#(place)"}}"#
      )
      lines.append(
        #"{"controller":"acme","subject":\#(text),"purpose":"sales","action":"withdraw","at":"2026-05-01T00:00:00Z"}"#
      )
    }
    for batch in source.cut(lines, upTo: 60) { try box.append(batch) }
    return box
  }

  private func json(_ box: LedgerBox, _ id: String) throws -> [UInt8] {
    let receipt = try #require(try box.receipt(id))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(receipt))
  }

  @Test("consent 36: verifies offline with the public key alone", arguments: ids)
  func verifies(_ id: String) throws {
    let box = try box()
    let bytes = try json(box, id)
    let verifier = try NoteVerifier(box.keys.signer.verifier.text)
    let receipt = try Receipt(json: bytes)
    #expect(receipt.statements.count == 2 && receipt.id == id)
    #expect(receipt.statements.map(\.evidence).filter { $0 != nil }.count == 1)
    let head = try box.head()
    #expect(try receipt.verify([verifier]) == SeenCheckpoint(size: head.size, root: head.root))
  }

  @Test("of an id that is no UTF-8 verifies too")
  func bytes() throws {
    let box = try LedgerBox()
    let id: [UInt8] = [0xFF, 0x00, 0x41]
    var batch = StatementBatch(controller: "acme", now: LedgerBox.now)
    var statement = Statement(
      .withdraw, subject: id, at: LedgerBox.now, controller: "acme")
    statement.evidence = Array("{}".utf8)
    try batch.append(statement)
    _ = try box.ledger().append(batch, keys: box.keys)
    let found = try box.ledger(.read).receipt(for: id.span, keys: box.keys)
    let receipt = try #require(found)
    #expect(receipt.id == nil && receipt.idHex == "ff0041")
    #expect(try receipt.verify([box.keys.signer.verifier]).size == 1)
  }

  @Test("consent 36: goes on verifying when others have come, and the ledger goes on from it")
  func later() throws {
    var source = RandomStatements(seed: 32)
    let box = try box()
    let receipt = try Receipt(json: try json(box, "a"))
    for _ in 0..<3 {
      try box.append(source.lines(100))
      let seen = try receipt.verify([box.keys.signer.verifier])
      try box.verify(seen: [seen])
    }
  }

  @Test("there is none of somebody of whom nothing is known")
  func nobody() throws {
    let box = try box()
    #expect(try box.receipt("nobody") == nil)
    #expect(try box.receipt("A") == nil)
  }

  @Test("is worth nothing under another key, for another controller or for another id")
  func others() throws {
    let box = try box()
    let verifier = box.keys.signer.verifier
    var receipt = try Receipt(json: try json(box, "a"))
    let stranger = try NoteSigner.new(name: verifier.name).verifier
    #expect(throws: ReceiptFault.unsigned) { try receipt.verify([stranger]) }
    #expect(throws: ReceiptFault.unsigned) { try receipt.verify([]) }
    receipt.id = "b"
    #expect(throws: ReceiptFault.notOfThisPerson(1)) { try receipt.verify([verifier]) }
    receipt.id = "a"
    receipt.controller = "globex"
    #expect(throws: ReceiptFault.unsigned) { try receipt.verify([verifier]) }
    receipt.controller = "acme"
    receipt.statements[1].index += 1
    #expect(throws: ReceiptFault.notInLedger(2)) { try receipt.verify([verifier]) }
    receipt.statements[1].index = -1
    #expect(throws: ReceiptFault.notInLedger(2)) { try receipt.verify([verifier]) }
    receipt.statements[1].index = .max
    #expect(throws: ReceiptFault.notInLedger(2)) { try receipt.verify([verifier]) }
  }

  @Test("says no more once a statement has been taken out of the person's mouth or put into it")
  func swapped() throws {
    let box = try box()
    let verifier = box.keys.signer.verifier
    let mine = try Receipt(json: try json(box, "a"))
    let other = try Receipt(json: try json(box, Self.ids[1]))
    var receipt = mine
    receipt.statements[0] = other.statements[0]
    #expect(throws: ReceiptFault.notOfThisPerson(1)) { try receipt.verify([verifier]) }
    receipt = mine
    receipt.statements[0].evidence = nil
    #expect(throws: ReceiptFault.notOfThisPerson(1)) { try receipt.verify([verifier]) }
    receipt = mine
    receipt.statements[0].evidence = #"{"form":"f9"}"#
    #expect(throws: ReceiptFault.notOfThisPerson(1)) { try receipt.verify([verifier]) }
    receipt = mine
    receipt.statements[1].evidence = "{}"
    #expect(throws: ReceiptFault.notOfThisPerson(2)) { try receipt.verify([verifier]) }
    receipt = mine
    receipt.statements[0].entry = receipt.statements[0].entry.replacing("sales", with: "other")
    #expect(throws: ReceiptFault.notInLedger(1)) { try receipt.verify([verifier]) }
  }

  // A changed byte may change white space between values, the `publicKey`, which is there for
  // comparison, or a letter's case in the salt. What is accepted says the same of the same person.
  @Test("changed by one byte is refused, or says what it said", arguments: ids)
  func everyByte(_ id: String) throws {
    let box = try box()
    let bytes = try json(box, id)
    let verifier = box.keys.signer.verifier
    let original = try Receipt(json: bytes)
    var generator = RandomStatements(seed: 33)
    var accepted = 0
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= generator.pick([1, 2, 4, 8, 16, 32, 64, 128, 0xFF])
      guard let receipt = try? Receipt(json: changed),
        (try? receipt.verify([verifier])) != nil
      else { continue }
      accepted += 1
      #expect(receipt.id == original.id && receipt.controller == original.controller)
      #expect(receipt.salt.lowercased() == original.salt)
      #expect(receipt.statements.map(\.index) == original.statements.map(\.index))
      #expect(receipt.statements.map(\.entry) == original.statements.map(\.entry), "byte \(place)")
      #expect(receipt.statements.map(\.evidence) == original.statements.map(\.evidence))
      #expect(receipt.statements.map(\.proof) == original.statements.map(\.proof), "byte \(place)")
    }
    #expect(accepted < bytes.count / 2)
    for count in 0..<bytes.count - 1 {
      #expect((try? Receipt(json: Array(bytes[..<count]))) == nil, "cut off after \(count)")
    }
  }
}
