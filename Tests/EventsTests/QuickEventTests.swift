import Bytes
import Events
import TestKit
import Testing

private let lines = [
  #"{"time":"2026-11-22T10:15:30Z","visitor":"v1","event":"page_viewed","url":"/a?b=c","referrer":"http://x/","agent":"Mozilla/5.0 (X11; Linux x86_64) A B C D","status":200,"method":"GET","bytes":512,"source":"a.log:7"}"#,
  #"{"time":"2026-11-22T10:15:30.123Z","visitor":"","event":"my_event","id":"i","title":"t","search":"s","customer":"c","controller":"acme","purposes":["sales","support"],"bot":"crawler","source":"a.log:8"}"#,
  #"{"time":"2026-11-22T10:15:30+01:00","visitor":"é\"","event":"x","attributes":{"p":{"dataType":"string","value":"1"}},"purposes":[],"source":"b.log"}"#,
]

@Suite("lines as our writer makes them are read as any JSON")
struct QuickEventTests {
  @Test("a line says the same with and without white space before it, sound or damaged")
  func same() {
    for seed in UInt64(1)...3 {
      var random = SeededGenerator(seed: seed)
      var quick = EventBatch()
      var thorough = EventBatch()
      for number in 1..<6000 {
        let line = damaged(&random)
        let (a, b) = (read(line, number, &quick), read([0x20] + line, number, &thorough))
        #expect(a == b, "seed \(seed): \(String(decoding: line, as: UTF8.self))")
      }
    }
  }

  @Test("a key that comes twice is read as any JSON has it", arguments: ["x y", "x", ""])
  func twice(first: String) {
    let line = Array(
      #"{"event":"\#(first)","event":"x","time":"2026-11-22T10:15:30Z","visitor":"v","url":"/"}"#
        .utf8)
    var batch = EventBatch()
    #expect(read(line, 1, &batch) == read([0x20] + line, 1, &batch))
  }

  private func read(_ line: [UInt8], _ number: Int, _ batch: inout EventBatch) -> String {
    batch.removeAll()
    do throws(EventRejection) {
      try batch.append(ndjson: line.span, source: -1, number: number)
    } catch {
      return "\(error) \(batch.text.count)"
    }
    var json: [UInt8] = []
    json.append(event: batch.rows[0], of: batch)
    return String(decoding: json, as: UTF8.self) + " \(batch.rows[0].line)"
  }

  private func damaged(_ random: inout SeededGenerator) -> [UInt8] {
    var line = Array(lines[Int(random.next() % UInt64(lines.count))].utf8)
    for _ in 0..<(random.next() % 3) where !line.isEmpty {
      let place = Int(random.next() % UInt64(line.count))
      switch random.next() % 4 {
      case 0: line[place] = UInt8(random.next() % 256)
      case 1: line.remove(at: place)
      case 2: line.insert(Array(" \",:{}[]\\0-.".utf8)[Int(random.next() % 12)], at: place)
      default: line.removeLast(line.count - place)
      }
    }
    return line
  }

  @Test("text of every kind is written the same in an event as by itself")
  func writing() {
    for text in [
      "", "a", "a\"b", "é", "\u{1}", String(repeating: "x", count: 100) + "\\", "ok ok ok",
    ] {
      var batch = EventBatch()
      var row = EventRow(
        time: RecordTime(start: Timestamp(nanoseconds: 1_500_000_000), fractionDigits: 1))
      row.visitor = batch.text.store(Array(text.utf8).span)
      row.event = batch.text.store(Array("e".utf8).span)
      row.bytes = .max
      var value: [UInt8] = []
      value.append(json: text)
      var line: [UInt8] = []
      line.append(event: row, of: batch)
      let expected =
        "{\"time\":\"1970-01-01T00:00:01.5Z\",\"visitor\":\(String(decoding: value, as: UTF8.self))"
        + ",\"event\":\"e\",\"bytes\":9223372036854775807}"
      #expect(String(decoding: line, as: UTF8.self) == expected)
    }
  }
}
