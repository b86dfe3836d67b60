import Bytes
import Events
import Journeys
import TestKit
import Testing

@Suite("Packed events")
struct EventPackingTests {
  private static let lines = [
    #"{"time":"1969-12-31T23:59:59.999999999Z","visitor":"v","event":"page_viewed"}"#,
    #"{"time":"2026-11-22T10:15:30Z","visitor":"v","event":"page_viewed","id":"i","url":"/é","title":"t \"x\"","referrer":"r","search":"s","agent":"a","status":599,"customer":"c","controller":"acme","bot":"b","attributes":{"k":{"dataType":"string","value":"1"}},"traits":{"t":{"dataType":"string","value":"2"}},"consent":{"gpc":"1"}}"#,
    #"{"time":"2026-11-22T10:15:30.5Z","visitor":"","event":"x","url":"/é"}"#,
  ]

  private func lines(_ batch: EventBatch) -> [String] {
    batch.rows.map { row in
      var line: [UInt8] = []
      line.append(event: row, of: batch)
      return String(decoding: line, as: UTF8.self)
    }
  }

  private func packed() throws -> PackedEvents {
    let batch = try batch(Self.lines)
    var packed = PackedEvents()
    var copied = CopiedTexts()
    for row in batch.rows { packed.append(row, batch.text.span, &copied) }
    return packed
  }

  @Test("come back as they were, also once their text is their own")
  func roundTrip() throws {
    var whole = try batch(Self.lines)
    // The last event's address is that of the one before, in place.
    whole.rows[2].url = whole.rows[1].url
    var records: [UInt8] = []
    for row in whole.rows { records.append(packed: row) }
    let packed = try packed()
    let detached = try EventPacking.detach(records.span, from: whole.text.span)
    #expect(detached.text.count == packed.text.count - 3, "a text that is shared stands once")
    for events in [packed, detached] {
      var back = EventBatch()
      try events.unpack(into: &back)
      #expect(lines(back) == lines(try batch(Self.lines)))
      #expect(events.byteCount == events.records.count + events.text.count)
    }
  }

  @Test(
    "of which a part is missing or changed are refused, or give other events, and nothing worse")
  func damaged() throws {
    let whole = try packed()
    for count in 1..<whole.records.count {
      var cut = whole
      cut.records = Array(whole.records.prefix(count))
      var back = EventBatch()
      let isRefused = (try? cut.unpack(into: &back)) == nil
      #expect(isRefused || back.rows.count < Self.lines.count)
    }
    var random = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      var changed = whole
      let place = Int.random(in: 0..<changed.records.count, using: &random)
      changed.records[place] = UInt8.random(in: 0...255, using: &random)
      var back = EventBatch()
      guard (try? changed.unpack(into: &back)) != nil else { continue }
      #expect(lines(back).count <= whole.records.count)
    }
    #expect(throws: EventPacking.Damaged.self) {
      var short = whole
      short.text.removeLast()
      var back = EventBatch()
      try short.unpack(into: &back)
    }
  }
}
