import Bytes
import ConsentLedger
import Crypto
import Foundation
import Testing
import Transparency

@Suite("The canonical bytes of an entry")
struct LeafTests {
  private func hex(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }, as: UTF8.self)
  }

  /// SHA-256 over what it stands for, the salt and the text.
  private func commitment(_ kind: UInt8, _ receipt: Receipt, _ text: String) throws -> String {
    let digits = Array(receipt.salt.utf8)
    let salt = try stride(from: 0, to: digits.count, by: 2).map {
      try #require(hexValue(digits[$0])) << 4 | #require(hexValue(digits[$0 + 1]))
    }
    #expect(salt.count == 16)
    return hex(SHA256.hash(data: [kind] + salt + Array(text.utf8)))
  }

  private func receipt(_ box: LedgerBox, _ id: String) throws -> Receipt {
    try #require(try box.receipt(id))
  }

  @Test(
    "are JSON with its keys in order, all that was said in it, and ids and evidence by commitments")
  func everything() throws {
    let box = try LedgerBox()
    try box.append([
      #"{"subject":"zoë","controller":"acme","purpose":"sales","action":"grant","at":"2026-03-01T00:00:00.5+02:00","appendedAt":"2026-03-01T10:00:00.000000001Z","notice":"n\n1","method":"checkbox","evidence": {"b": 1, "a": 2},"child":true,"authorised":true,"confirmedGpc":true,"source":"a \"form\""}"#,
      #"{"subject":"zoë","other":"login","action":"link","at":"2026-03-02T00:00:00Z","appendedAt":"2026-03-02T00:00:00Z"}"#,
    ])
    let zoe = try receipt(box, "zoë")
    let login = try receipt(box, "login")
    #expect(
      zoe.statements[0].entry
        == #"{"action":"grant","appendedAt":"2026-03-01T10:00:00.000000001Z","at":"2026-02-28T22:00:00.500Z","controller":"acme","evidence":"\#(try commitment(2, zoe, #"{"b":1,"a":2}"#))","marks":["authorised","child","confirmedGpc"],"method":"checkbox","notice":"n\n1","purpose":"sales","source":"a \"form\"","subject":"\#(try commitment(1, zoe, "zoë"))"}"#
    )
    #expect(
      zoe.statements[1].entry
        == #"{"action":"link","appendedAt":"2026-03-02T00:00:00Z","at":"2026-03-02T00:00:00Z","other":"\#(try commitment(1, login, "login"))","subject":"\#(try commitment(1, zoe, "zoë"))"}"#
    )
    #expect(login.statements.isEmpty, "a link is said of its subject")
    #expect(zoe.salt != login.salt)
  }

  @Test(
    "name every action as it was said",
    arguments: ["grant", "refuse", "withdraw", "object", "restrict", "unrestrict", "erase"])
  func actions(_ action: String) throws {
    let box = try LedgerBox()
    try box.append(
      [
        #"{"subject":"a","purpose":"*","action":"\#(action)","at":"2026-03-01T00:00:00Z","appendedAt":"2026-03-01T00:00:00Z"}"#
      ])
    let one = try receipt(box, "a")
    #expect(
      one.statements[0].entry
        == #"{"action":"\#(action)","appendedAt":"2026-03-01T00:00:00Z","at":"2026-03-01T00:00:00Z","purpose":"*","subject":"\#(try commitment(1, one, "a"))"}"#
    )
  }

  @Test("are in the form of RFC 8785, and no two entries have the same", arguments: [1, 2])
  func canonical(seed: UInt64) throws {
    var source = RandomStatements(seed: seed)
    let box = try LedgerBox()
    try box.append(source.lines(300))
    let leaves = try box.leaves(source.ids)
    #expect(Set(leaves).count == 300)
    for leaf in leaves {
      let value = try JSONSerialization.jsonObject(with: Data(leaf.utf8))
      // Keys in byte order and no white space; of what Foundation escapes more, nothing stands here.
      let data = try JSONSerialization.data(
        withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
      #expect(String(decoding: data, as: UTF8.self) == leaf)
    }
  }

  @Test("hash to the tree that the checkpoint signs (RFC 6962, 2.1)")
  func tree() throws {
    var source = RandomStatements(seed: 8)
    let box = try LedgerBox()
    try box.append(source.lines(70))
    let leaves = try box.leaves(source.ids)
    #expect(try box.head().root.bytes == Naive.root(leaves.map { Array($0.utf8) }))
  }
}

/// RFC 6962 word by word.
enum Naive {
  /// The tree hash of a list of entries.
  static func root(_ entries: some RandomAccessCollection<[UInt8]>) -> [UInt8] {
    root(ofLeaves: entries.map(leaf))
  }

  static func leaf(_ entry: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: [0] + entry)) }

  static func root(ofLeaves leaves: [[UInt8]]) -> [UInt8] {
    guard leaves.count > 1 else { return leaves.first ?? Array(SHA256.hash(data: [UInt8]())) }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    return Array(
      SHA256.hash(
        data: [1] + root(ofLeaves: Array(leaves[..<half])) + root(ofLeaves: Array(leaves[half...]))
      ))
  }
}
