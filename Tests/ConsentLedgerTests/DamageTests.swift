import ConsentLedger
import Foundation
import GRDB
import TestKit
import Testing
import Transparency

@Suite("A ledger's file that was damaged", .serialized)
struct DamageTests {
  /// What somebody who has the public key, and then the key, finds wrong; nil where nothing is.
  private func error(_ box: LedgerBox) -> LedgerError? {
    do throws(LedgerError) {
      let ledger = try ConsentLedger(box.path, controller: nil, keys: nil, access: .read)
      _ = try ledger.verify([box.keys.signer.verifier])
      _ = try ConsentLedger(box.path, controller: "acme", keys: box.keys, access: .read)
      return nil
    } catch {
      return error
    }
  }

  @Test("one changed byte, wherever: is refused, or everything that the tables say is the same")
  func anyByte() throws {
    let sound = try Data(contentsOf: URL(fileURLWithPath: Sound.box.path))
    let dump = try Sound.box.dump()
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let box = try LedgerBox()
    var refused = 0
    let count = ProcessInfo.processInfo.environment["SOJOURN_LONG_TESTS"] == nil ? 200 : 4000
    for attempt in 0..<count {
      // Every fourth in a page's head or the file's, where SQLite keeps its own account.
      let page = Int.random(in: 0..<sound.count / 8192, using: &generator) * 8192
      let offset =
        attempt % 4 == 0
        ? page + Int.random(in: 0..<100, using: &generator)
        : Int.random(in: 0..<sound.count, using: &generator)
      var bytes = sound
      bytes[offset] ^= UInt8.random(in: 1...255, using: &generator)
      try bytes.write(to: URL(fileURLWithPath: box.path))
      guard error(box) == nil else {
        refused += 1
        continue
      }
      #expect(try box.dump() == dump, "byte \(offset) of \(sound.count), seed \(seed)")
    }
    #expect(refused > count / 3)
  }

  @Test("a file that was cut off is refused, unless nothing but unused bytes went")
  func cut() throws {
    let sound = try Data(contentsOf: URL(fileURLWithPath: Sound.box.path))
    let box = try LedgerBox()
    var generator = SeededGenerator(seed: 5)
    let dump = try Sound.box.dump()
    var lengths = [0, 1, 99, 100, 8191, 8192, 16_384, sound.count - 8192, sound.count - 1]
    lengths += (0..<30).map { _ in Int.random(in: 0..<sound.count, using: &generator) }
    for length in lengths {
      try sound.prefix(length).write(to: URL(fileURLWithPath: box.path))
      guard error(box) == nil else { continue }
      #expect(length > sound.count - 8192, "\(length) of \(sound.count) bytes")
      #expect(try box.dump() == dump, "\(length) of \(sound.count) bytes")
    }
  }

  @Test(
    "what is no ledger is named so",
    arguments: ["plain text\n", "SQLite format 3\0 and then nothing"])
  func noLedger(_ content: String) throws {
    let box = try LedgerBox()
    try Data(content.utf8).write(to: URL(fileURLWithPath: box.path))
    #expect(error(box) == .notALedger(path: box.path))
    let other = try LedgerBox()
    try FileManager.default.removeItem(atPath: other.path)
    try DatabaseQueue(path: other.path).write { try $0.execute(sql: "CREATE TABLE entry(number)") }
    #expect(error(other) == .notALedger(path: other.path))
    try FileManager.default.removeItem(atPath: other.path)
    #expect(error(other) == .missing(path: other.path))
    // As SQLite begins a file, before a ledger's first transaction has ended.
    try Data().write(to: URL(fileURLWithPath: other.path))
    #expect(error(other) == .missing(path: other.path))
  }

  @Test("a ledger of a version to come is not touched")
  func version() throws {
    let box = try LedgerBox()
    try box.tamper { try $0.execute(sql: "PRAGMA user_version = 2") }
    #expect(error(box) == .otherVersion(path: box.path, found: 2))
  }
}
