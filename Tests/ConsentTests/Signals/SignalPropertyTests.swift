import Bytes
import Consent
import Events
import TestKit
import Testing

@Suite("Properties of signals over random ledgers")
struct SignalPropertyTests {
  @Test(
    "consent 20: signals remove records and never add one; every other reason goes before theirs",
    arguments: (0..<10).map { UInt64($0) * 1_000_003 + 29 })
  func removeAlone(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for step in 0..<200 {
      var ledger = RandomLedger(seed: seed &+ UInt64(step))
      let register = try ledger.register()
      for _ in 0..<8 {
        let record = ledger.record()
        let ids = record.ids.map { register.subject(for: $0.span) }
        var facts = RecordFacts(
          time: record.time, visitor: ids[0], customer: ids.count > 1 ? ids[1] : .nobody,
          signals: Signals(gpc: record.gpc))
        let purpose = try #require(register.purposes.index(of: record.purpose))
        let without = register.decide(facts, purpose: purpose)
        let sets = (0..<4).map { _ in PurposeSet(rawValue: generator.next() & generator.next()) }
        facts.signals = Signals(
          gpc: record.gpc,
          denials: SignalDenials(
            tcString: sets[0], consentMode: sets[1], dnt: sets[2], flags: sets[3]))
        let reasons: [DropReason] = [.tcString, .consentMode, .dnt, .consentFlag]
        let first = sets.firstIndex { $0.contains(index: purpose) }.map { reasons[$0] }
        #expect(
          register.decide(facts, purpose: purpose) == without ?? first,
          "seed \(seed &+ UInt64(step))")
      }
    }
  }
}
