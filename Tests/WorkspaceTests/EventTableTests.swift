import Bytes
import Events
import Foundation
import Journeys
import Parquet
import TestKit
import Testing
import Workspace

@Suite("Events at rest")
struct EventTableTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let texts = [
    "", "a", "é ü 🛒", "a \"quoted\" \\ line\n", "\u{1}\u{0}", "/page?q=1",
    String(repeating: "long ", count: 3000),
  ]
  private static let times = [
    "2026-11-22T10:15:30Z", "2026-11-22T10:15:30.1Z", "2026-11-22T10:15:30.123Z",
    "2026-11-22T10:15:30.123456Z", "2026-11-22T10:15:30.123456789Z",
    "2026-11-22T10:15:30.000000001Z", "1969-12-31T23:59:59.999999999Z", "1969-07-20T20:17:40.5Z",
  ]

  /// Random events with every field there or not, in the order in which they lie at rest.
  private func events(_ count: Int, seed: UInt64) throws -> EventBatch {
    var random = SeededGenerator(seed: seed)
    var batch = EventBatch(purposes: .standard)
    batch.sources = ["web", "app", "é"]
    for number in 0..<count {
      var event: [String: Any] = [
        "time": Self.times.randomElement(using: &random) ?? "",
        "visitor": String(format: "%02x", Int.random(in: 0...255, using: &random))
          + "v\(number / 3)",
        "event": ["page_viewed", "form_submitted", "product_seen"].randomElement(using: &random)
          ?? "",
        "status": Bool.random(using: &random) ? 200 : 0,
      ]
      for key in [
        "id", "url", "title", "referrer", "search", "agent", "customer", "controller", "bot",
      ] where Bool.random(using: &random) {
        event[key] = Self.texts.randomElement(using: &random) ?? ""
      }
      let object = ["k": ["dataType": "string", "value": "\(number % 5) ü"]]
      if number % 3 == 0 { event["attributes"] = object }
      if number % 4 == 0 { event["traits"] = object }
      if number % 5 == 0 { event["consent"] = ["gpc": "\(number % 2)"] }
      let line = try JSONSerialization.data(withJSONObject: event, options: .sortedKeys)
      try batch.append(ndjson: Array(line).span)
      batch.rows[number].purposes = PurposeSet(rawValue: UInt64(number % 8))
      batch.rows[number].source = Int32(number % 4) - 1
      if number % 7 == 0 {
        batch.rows[number].consentSubject = batch.text.store(Array("token \(number % 3)".utf8).span)
      }
    }
    batch.sortByVisitor()
    return batch
  }

  /// All that lies at rest of each event.
  private func lines(_ batch: EventBatch) -> [String] {
    batch.rows.map { row in
      var line: [UInt8] = []
      line.append(event: row, of: batch, [.purposes, .source])
      return String(decoding: line, as: UTF8.self) + batch.string(row.consentSubject)
    }
  }

  /// Writes a batch in row groups of so many events.
  @discardableResult
  private func write(
    _ batch: EventBatch, to name: String, groups size: Int = 1 << 20
  ) throws -> TableFile {
    let file = PartitionFile(folder.path(name), schema: EventTable.schema)
    let places = batch.rows.indices.map(UInt32.init)
    for start in stride(from: 0, to: places.count, by: size) {
      let end = min(start + size, places.count)
      try EventTable.append(places[start..<end], of: batch, text: 1, to: file)
      file.rows.closeRowGroup()
    }
    return try file.finish(as: name)
  }

  private func read(
    _ name: String, _ shards: Range<Int>, _ purposes: PurposeList = .standard
  ) throws -> EventBatch {
    var batch = EventBatch(purposes: purposes)
    try EventTable.read(folder.path(name), shards: shards, into: &batch)
    return batch
  }

  @Test(
    "come back as they were, with every field there or not, in any row groups",
    arguments: 1...4 as ClosedRange<UInt64>, [1, 7, 1 << 20])
  func roundTrip(seed: UInt64, groups: Int) throws {
    let batch = try events(120, seed: seed)
    let table = try write(batch, to: "events", groups: groups)
    #expect(table.rows == 120)
    let back = try read("events", 0..<TableLayout.shardCount)
    #expect(lines(back) == lines(batch), "seed \(seed)")
    #expect(back.rows.map(\.time) == batch.rows.map(\.time), "seed \(seed)")
  }

  @Test(
    "can be taken up a range of shards at a time: each event in one of them, in order",
    arguments: 1...4 as ClosedRange<UInt64>)
  func shards(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let batch = try events(200, seed: seed)
    try write(batch, to: "events", groups: 60)
    let inner = (0..<5).map { _ in Int.random(in: 0...TableLayout.shardCount, using: &random) }
    let cuts = ([0, TableLayout.shardCount] + inner).sorted()
    var parts = EventBatch(purposes: .standard)
    for (from, to) in zip(cuts, cuts.dropFirst()) {
      let part = try read("events", from..<to)
      for row in part.rows {
        let visitor = part.text.span.extracting(row.visitor.indices)
        #expect((from..<to).contains(TableLayout.shard(of: visitor)))
      }
      parts.join(part)
    }
    #expect(lines(parts) == lines(batch), "seed \(seed), cut at \(cuts)")
  }

  @Test("those that name a customer can be read alone")
  func identified() throws {
    let batch = try events(90, seed: 8)
    try write(batch, to: "events", groups: 20)
    var found = EventBatch(purposes: .standard)
    try EventTable.readIdentified(folder.path("events"), into: &found)
    var expected = batch
    expected.rows.removeAll { $0.customer.isEmpty }
    // Where they came from plays no part where links are looked for.
    for place in expected.rows.indices { expected.rows[place].source = -1 }
    #expect(!expected.rows.isEmpty && lines(found) == lines(expected))
  }

  @Test("the same events give the same bytes, wherever their texts stand in memory")
  func layout() throws {
    let batch = try events(80, seed: 3)
    var other = EventBatch(purposes: batch.purposes)
    other.text = Array("something before".utf8)
    other.sources = ["another"] + batch.sources
    for (place, row) in batch.rows.enumerated() {
      other.append(row, of: batch)
      other.rows[place].source = row.source < 0 ? -1 : row.source + 1
    }
    let (one, two) = (try write(batch, to: "one"), try write(other, to: "two"))
    #expect(one.digest == two.digest && one.file == two.file)
    #expect(try WholeFile.read(folder.path("one")) == WholeFile.read(folder.path("two")))
  }

  @Test("events that are alike but for their source lie in order of its name", arguments: 1...6)
  func alike(order: Int) throws {
    var batch = EventBatch(purposes: .standard)
    batch.sources = ["web", "app", "é"]
    let places: [Int32] = [[0, 1, 2, -1], [-1, 1, 0, 2], [2, 1, 0, -1], [0, -1, 1, 2]][order % 4]
    for place in places {
      try batch.append(
        ndjson: Array(
          #"{"time":"2026-11-22T10:00:00Z","visitor":"aa","event":"page_viewed","url":"/"}"#.utf8
        ).span)
      batch.rows[batch.rows.count - 1].source = place
    }
    batch.sortByVisitor()
    #expect(batch.rows.map(\.source) == [-1, 1, 0, 2])
    #expect(batch.sortByVisitor() == nil, "in order is in order")
  }

  @Test("a purpose's name that is new to the reader is taken in")
  func purposes() throws {
    var batch = EventBatch(purposes: PurposeList(["sales", "ös \"x\""]))
    try batch.append(
      ndjson: Array(
        #"{"time":"2026-11-22T10:00:00Z","visitor":"00","event":"page_viewed"}"#.utf8
      ).span)
    batch.rows[0].purposes = [PurposeSet(index: 0), PurposeSet(index: 1)]
    try write(batch, to: "events")
    let back = try read("events", 0..<256, PurposeList(["sales"]))
    #expect(back.purposes.names(of: back.rows[0].purposes) == ["sales", "ös \"x\""])
  }

  /// A file of one event whose numbers are given.
  private func handMade(microseconds: Int64, digits: Int32, nanoseconds: Int32?) throws -> String {
    var writer = ParquetWriter(schema: EventTable.schema)
    writer.append(0, int64: microseconds)
    writer.append(1, int32: digits)
    if let nanoseconds { writer.append(2, int32: nanoseconds) } else { writer.appendNull(2) }
    writer.appendNull(3)
    for (column, text) in [(4, "track"), (5, "[]"), (6, "00"), (7, "page_viewed")] {
      writer.append(column, string: Array(text.utf8).span)
    }
    for column in 8..<EventTable.schema.columns.count { writer.appendNull(column) }
    writer.endRow()
    writer.finish()
    return folder.file("events", Data(writer.takeBytes()))
  }

  @Test(
    "times that no run has written are refused",
    arguments: [
      (Int64.max, 0, nil), (.min, 0, nil), (0, 10, nil), (0, -1, nil), (0, 9, 1000), (0, 9, -1),
    ] as [(Int64, Int32, Int32?)])
  func wrongTimes(microseconds: Int64, digits: Int32, nanoseconds: Int32?) throws {
    _ = try handMade(microseconds: 0, digits: 9, nanoseconds: 999)
    #expect(try read("events", 0..<256).rows.count == 1)
    let path = try handMade(microseconds: microseconds, digits: digits, nanoseconds: nanoseconds)
    let error = #expect(throws: WorkspaceError.self) { try read("events", 0..<256) }
    guard case .damagedTable(path, _) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
  }

  @Test("a file that is cut off, another table's or no table's is refused by name, with what to do")
  func damaged() throws {
    try write(try events(40, seed: 1), to: "whole")
    let bytes = try WholeFile.read(folder.path("whole"))
    let other = PartitionFile(folder.path("other"), schema: OutcomeRows.schema)
    _ = try other.finish(as: "other")
    folder.file("cut", Data(bytes.dropLast(1)))
    folder.file("half", Data(bytes.prefix(bytes.count / 2)))
    folder.file("empty", "")
    for name in ["other", "cut", "half", "empty"] {
      let error = #expect(throws: WorkspaceError.self) { try read(name, 0..<256) }
      #expect(error?.description.contains("\(folder.path(name)): ") == true, "\(name)")
      #expect(error?.description.contains("--rebuild") == true, "\(name)")
    }
    #expect(throws: WorkspaceError.cannotRead(path: folder.path("none"), errno: ENOENT)) {
      try read("none", 0..<256)
    }
  }
}
