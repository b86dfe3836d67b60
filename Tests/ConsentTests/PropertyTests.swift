import Bytes
import Consent
import Events
import Testing

@Suite("Properties over random ledgers")
struct PropertyTests {
  static let seeds = (0..<20).map { UInt64($0) * 1_000_003 + 17 }

  @Test("consent 1-25: the register agrees with the rules read one by one", arguments: seeds)
  func agreesWithReference(seed: UInt64) throws {
    for step in 0..<400 {
      var ledger = RandomLedger(seed: seed &+ UInt64(step))
      let register = try ledger.register()
      let reference = ledger.reference
      for _ in 0..<8 {
        let record = ledger.record()
        let expected = reference.decide(record)
        let found = try decide(register, record)
        #expect(found == expected, "seed \(seed &+ UInt64(step)): \(describe(record))")
      }
    }
  }

  @Test("consent 8: order and duplicates of statements and links do not matter", arguments: seeds)
  func shuffled(seed: UInt64) throws {
    for step in 0..<100 {
      var ledger = RandomLedger(seed: seed &+ UInt64(step))
      let before = try ledger.register()
      ledger.shuffle()
      let after = try ledger.register()
      for _ in 0..<8 {
        let record = ledger.record()
        #expect(
          try decide(before, record) == decide(after, record), "seed \(seed &+ UInt64(step))")
      }
    }
  }

  @Test("consent 5: what is appended after K changes nothing", arguments: seeds)
  func laterStatements(seed: UInt64) throws {
    for step in 0..<100 {
      var ledger = RandomLedger(seed: seed &+ UInt64(step))
      let known = Make.day(10)
      ledger.context.knownAt = .time(known)
      let before = try ledger.register()
      for later in 1...5 {
        ledger.statements.append(
          ledger.statement(after: known.advanced(byNanoseconds: Int64(later * later))))
      }
      let after = try ledger.register()
      for _ in 0..<8 {
        let record = ledger.record()
        #expect(
          try decide(before, record) == decide(after, record), "seed \(seed &+ UInt64(step))")
      }
    }
  }

  @Test("consent 12: another controller's statements change nothing", arguments: seeds)
  func otherControllers(seed: UInt64) throws {
    for step in 0..<50 {
      var ledger = RandomLedger(seed: seed &+ UInt64(step))
      ledger.context.knownAt = .time(Make.day(12))
      let before = try ledger.register()
      for _ in 0..<5 {
        var foreign = ledger.statement()
        foreign.controller = "globex"
        ledger.statements.append(foreign)
      }
      let after = try ledger.register()
      for _ in 0..<8 {
        let record = ledger.record()
        #expect(
          try decide(before, record) == decide(after, record), "seed \(seed &+ UInt64(step))")
      }
    }
  }

  private func decide(
    _ register: ConsentRegister, _ record: ReferenceConsent.Record
  ) throws -> DropReason? {
    try register.decide(
      record.ids.map { String(decoding: $0, as: UTF8.self) }, at: record.time.start,
      digits: record.time.fractionDigits, purpose: record.purpose, gpc: record.gpc)
  }

  private func describe(_ record: ReferenceConsent.Record) -> String {
    let ids = record.ids.map { String(decoding: $0, as: UTF8.self) }
    return "\(ids) at \(record.time) for \(record.purpose)\(record.gpc ? ", gpc" : "")"
  }
}
