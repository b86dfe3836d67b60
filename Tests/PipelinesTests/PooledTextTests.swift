import Bytes
import Consent
import Events
import Identity
import Pipelines
import TestKit
import Testing

@Suite("What is worked out once for many records")
struct PooledTextTests {
  private func subkey() throws -> Subkey {
    try #require(PseudonymKey([UInt8](repeating: 7, count: 32))).subkey(for: .visitors, of: "acme")
  }

  private func events(seed: UInt64) throws -> EventBatch {
    var random = SeededGenerator(seed: seed)
    var batch = EventBatch()
    for _ in 0..<300 {
      let page = Int.random(in: 0..<9, using: &random)
      let line =
        #"{"time":"2026-11-22T10:00:00Z","visitor":"v","event":"page_viewed","id":"\#(page)","#
        + #""url":"/p\#(page)?q=\#(page)&x=1","referrer":"https://r.example/\#(page % 2)","#
        + #""agent":"\#(["", "Googlebot/2.1", "Mozilla/5.0 Firefox/140.0"][page % 3])","#
        + #""title":"to a@b.example","controller":"acme"}"#
      try batch.append(ndjson: Array(line.utf8).span)
    }
    return batch
  }

  private func line(_ row: EventRow, _ pool: TextPool) -> String {
    var batch = EventBatch()
    batch.text = pool.bytes
    var line: [UInt8] = []
    line.append(event: row, of: batch)
    return String(decoding: line, as: UTF8.self)
  }

  @Test("an event is reduced to the same whatever pools it and those before it went to")
  func minimizer() throws {
    let batch = try events(seed: 1)
    let make = { [subkey = try subkey()] in
      EventMinimizer(subkey: subkey, keepQuery: ["q"], traitKeys: [])
    }
    var shared = make()
    var pools = [TextPool(), TextPool()]
    var random = SeededGenerator(seed: 2)
    for row in batch.rows {
      let place = Int.random(in: 0..<2, using: &random)
      if Int.random(in: 0..<50, using: &random) == 0 { pools[place].removeAll() }
      let reduced = shared.minimize(row, batch.text.span, into: &pools[place])
      var alone = (make(), TextPool())
      let expected = alone.0.minimize(row, batch.text.span, into: &alone.1)
      #expect(line(reduced, pools[place]) == line(expected, alone.1))
    }
  }

  @Test(
    "an id has its own pseudonym, however few ids are known at once", arguments: [1, 2000, 1 << 20])
  func directory(maximumBytes: Int) throws {
    let subkey = try subkey()
    let context = RunContext(
      controller: "acme", purposes: PurposeList(["sales"]),
      asOf: try #require(Timestamp("2026-11-22")))
    var directory = VisitorDirectory(
      subkey: subkey,
      register: try ConsentRegister(ConsentStatements(), context: context, policy: ConsentPolicy()),
      earlier: nil, maximumBytes: maximumBytes)
    var pool = TextPool()
    var random = SeededGenerator(seed: 3)
    for round in 0..<60 {
      if round % 7 == 6 { pool.removeAll() }
      var text: [UInt8] = []
      let ids = (0..<20).map { _ in
        let number = Int.random(in: 0..<90, using: &random)
        return text.store(Array((number == 0 ? "-" : "visitor \(number)").utf8).span)
      }
      directory.lookAhead(ids.span, in: text.span)
      for (place, id) in ids.enumerated() {
        let id = text.span.extracting(id.indices)
        let number = directory.number(of: id, at: place)
        let stands = directory.place(of: number, in: &pool)
        let isPlaceholder = directory[number].isPlaceholder
        #expect(isPlaceholder == Placeholder.matches(id))
        #expect(
          isPlaceholder
            ? stands.isEmpty : Array(pool.bytes[stands.indices]) == subkey.pseudonym(of: id))
      }
    }
  }

  @Test("text that records could not point into is refused before it is taken up")
  func limit() throws {
    try TextLimit.check(bytes: ByteRange.fullBuffer - 1)
    let failure = try #require(throws: StageFailure.self) {
      try TextLimit.check(bytes: ByteRange.fullBuffer)
    }
    #expect(failure.code == .badData && failure.description.contains("2 GiB"))
  }
}
