import Bytes
import Events
import TestKit
import Testing

@Suite("Events gathered from many batches")
struct EventCollectorTests {
  /// Batches over few texts, each of another file and with purposes of its own.
  private func batches(seed: UInt64) throws -> [EventBatch] {
    var random = SeededGenerator(seed: seed)
    return try (0..<5).map { file in
      var batch = EventBatch()
      for line in 0..<40 {
        let pick = Int.random(in: 0..<6, using: &random)
        let purposes = [
          "", #","purposes":["a"]"#, #","purposes":["b","a"]"#, #","purposes":["c"]"#,
        ]
        let rest = [
          "", #","id":"i\#(line)","url":"/same page","agent":"same agent","bot":"b""#,
          #","title":"t","search":"s","customer":"c","controller":"acme","method":"GET","bytes":5"#,
          #","referrer":"/same page","attributes":{"k":{"dataType":"string","value":"1"}}"#,
          #","traits":{"t":{"dataType":"string","value":"2"}},"consent":{"gpc":"1"}"#,
          #","url":"/other","status":404,"source":"f\#(file):\#(line)""#,
        ][pick]
        let text =
          #"{"time":"2026-11-22T10:00:00Z","visitor":"v\#(pick % 3)","event":"page_viewed""#
          + rest + purposes[Int.random(in: 0..<4, using: &random)] + "}"
        try batch.append(ndjson: Array(text.utf8).span)
      }
      return batch
    }
  }

  private func lines(_ batch: EventBatch) -> [String] {
    batch.rows.map { row in
      var line: [UInt8] = []
      line.append(event: row, of: batch)
      return String(decoding: line, as: UTF8.self)
    }
  }

  @Test("are those of the batches joined one by one, in less text", arguments: 1...5)
  func content(seed: UInt64) throws {
    var collector = EventCollector()
    var joined = EventBatch()
    for batch in try batches(seed: seed) {
      collector.take(batch)
      joined.join(batch)
    }
    let collected = collector.finish()
    #expect(lines(collected) == lines(joined))
    #expect(collected.sources == joined.sources && collected.purposes == joined.purposes)
    #expect(collected.rows.map(\.purposes) == joined.rows.map(\.purposes))
    #expect(collected.text.count < joined.text.count)
  }
}
