import Bytes
import Consent
import Events
import Foundation
import Journeys
import Pipelines
import TestKit
import Testing
import Workspace

@Suite("What a run hands to the next")
struct RunStateTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ state: NightState) throws {
    folder.file("w/\(NightState.path)", try JSONEncoder().encode(state))
  }

  @Test("is read back as it was, with every moment to its last digit")
  func roundTrip() throws {
    #expect(try NightState.read(folder.path("w")) == nil)
    var state = NightState(
      controller: "acme \"é\"", run: "r", asOf: Timestamp(nanoseconds: 1_795_305_600_123_456_789),
      configuration: "c", links: "l")
    try write(state)
    #expect(try NightState.read(folder.path("w")) == state)
    #expect(state.position == .time(state.asOf))
    state.knownAt = Timestamp(nanoseconds: 1_795_305_600_000_000_001)
    state.mark = Timestamp(nanoseconds: -1)
    var content = SeenContent(ContentHash(), of: FileIdentity(path: folder.file("log", "1")))
    content.tail = SeenContent.Tail(bytes: 2, digest: "t")
    content.before = .distantFuture
    content.hasFuture = true
    state.logs = [content]
    state.statements = [SeenStatements(path: "s", bytes: 1, end: 4, digest: "d", count: 2, read: 3)]
    var dropped = DropCounter()
    dropped.count(state.asOf, .noConsent, in: .unknown, by: 4)
    state.sources = ["access-1"]
    state.dropped = dropped.kept(SourceNames(state.sources))
    state.runs = [
      RunTable.Row(
        run: "r", controller: "acme", asOf: state.asOf, untilStage: "export", codeVersion: "1",
        configuration: "c", exit: 0)
    ]
    try write(state)
    #expect(try NightState.read(folder.path("w")) == state)
    #expect(state.position == .time(try #require(state.knownAt)))
    state.knownSize = 7
    #expect(state.position == .size(7))
  }

  @Test("is refused where it is damaged or of another form, with what to do")
  func damaged() throws {
    var state = NightState(
      controller: "acme", run: "r", asOf: Timestamp(nanoseconds: 0), configuration: "c", links: "l")
    state.schemaVersion += 1
    try write(state)
    let other = try Data(WholeFile.read(folder.path("w/\(NightState.path)")))
    for content in [other, other.dropLast(), Data(), Data("{}".utf8)] {
      folder.file("w/\(NightState.path)", content)
      let failure = #expect(throws: StageFailure.self) { try NightState.read(folder.path("w")) }
      #expect(failure?.code == .badData)
      #expect(failure?.description.contains("--rebuild") == true)
    }
  }

  @Test("its counts of dropped events go on night after night, exactly")
  func counts() throws {
    let day = { (number: Int64) in Timestamp(nanoseconds: number * 86_400_000_000_000) }
    var first = DropCounter()
    for reason in DropReason.allCases { first.count(day(20_000), reason, in: .unknown) }
    first.count(day(19_999), .gpc, in: .unknown, by: 5)
    let mobile = CoarseCell(source: 1, device: .mobile, medium: .search, isBot: false)
    first.count(day(19_999), .gpc, in: mobile)
    // Kept and taken up again, in order of day and cell.
    let sources = SourceNames(["web", "app"])
    let kept = first.kept(sources)
    #expect(kept.map(\.day) == ["2024-10-03", "2024-10-03", "2024-10-04"])
    #expect(kept.map(\.source) == ["app", nil, nil])
    #expect(kept.map(\.byReason.count) == [1, 1, DropReason.allCases.count])
    var next = DropCounter(kept, sources)
    #expect(next.kept(sources) == kept)
    // The pipeline's entries may have changed their places since.
    let moved = SourceNames(["app"], earlier: ["web", "app"])
    #expect(moved.names == ["app", "web"])
    #expect(DropCounter(kept, moved).kept(moved) == kept)
    var tonight = DropCounter()
    tonight.count(day(20_000), .noConsent, in: .unknown, by: 8)
    tonight.count(day(20_001), .noConsent, in: mobile)
    next.add(tonight)
    #expect(next.byReason["no-consent"] == 10)
    #expect(next.total == first.total + 9)
    #expect(next.has(.gpc) && !DropCounter().has(.gpc))
    next.subtract(first)
    #expect(
      next.kept(sources) == tonight.kept(sources), "what is taken away again is not there")
  }

  @Test(
    "what is lifted is taken off its own cell, and only where that has too little off others of its day"
  )
  func settling() {
    let sources = SourceNames(["web", "app"])
    let cells = [DeviceClass.mobile, .desktop].map {
      CoarseCell(source: 0, device: $0, medium: .direct, isBot: false)
    }
    let (day, next) = (Timestamp(nanoseconds: 0), Timestamp(nanoseconds: 86_400_000_000_000))
    var counter = DropCounter()
    counter.count(day, .noConsent, in: cells[0], by: 5)
    counter.count(day, .outsideInterval, in: cells[0], by: -2)
    counter.count(day, .noConsent, in: cells[1], by: 9)
    counter.count(next, .noConsent, in: cells[1], by: 9)
    counter.settle()
    #expect(
      counter.kept(sources).map(\.byReason) == [
        ["no-consent": 9], ["no-consent": 3], ["no-consent": 9],
      ])
    counter.count(day, .erased, in: cells[0], by: -4)
    counter.settle()
    #expect(counter.total == 17)
    #expect(counter.kept(sources).allSatisfy { $0.byReason.values.allSatisfy { $0 > 0 } })
    #expect(counter.kept(sources).last?.byReason == ["no-consent": 9], "no other day pays")
  }
}

@Suite("Hashes of a content as it passes")
struct ContentHashTests {
  private static let contents = [
    "", "\n", "a", "a\nbc\n\ndef", "a\r\nb\r\n", "no end", "\n\n\nx\n",
  ]

  @Test("are those of its parts, however its blocks fall", arguments: contents)
  func parts(_ text: String) {
    let bytes = Array(text.utf8)
    let whole = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    for size in 1...(bytes.count + 1) {
      var hash = ContentHash(prefixLengths: Set(0...(bytes.count + 2)))
      for start in stride(from: 0, to: bytes.count, by: size) {
        hash.update(Array(bytes[start..<min(start + size, bytes.count)]).span)
      }
      #expect(hash.bytes == bytes.count && hash.wholeBytes == whole)
      #expect(hash.tail == Array(bytes[whole...]))
      #expect(hash.wholeDigest == ContentDigest.of(Array(bytes[..<whole])))
      #expect(hash.fullDigest == ContentDigest.of(bytes))
      #expect(hash.headDigest == ContentDigest.of(bytes))
      let prefixes = bytes.isEmpty ? [] : Array(1...bytes.count)
      #expect(hash.prefixes.keys.sorted() == prefixes)
      for length in prefixes {
        #expect(hash.prefixes[length] == ContentDigest.of(Array(bytes[..<length])))
      }
    }
  }

  @Test("the head's ends after 16 KB, wherever blocks do", arguments: [1000, 16 << 10, 50_000])
  func head(size: Int) {
    let bytes = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var hash = ContentHash()
    for start in stride(from: 0, to: bytes.count, by: size) {
      hash.update(Array(bytes[start..<min(start + size, bytes.count)]).span)
    }
    #expect(hash.headDigest == ContentDigest.of(Array(bytes[..<ContentHash.headLimit])))
    #expect(hash.fullDigest == ContentDigest.of(bytes))
  }

  @Test("of one that is only counted are not there")
  func counted() {
    var hash = ContentHash(isDigested: false)
    hash.update(Array("a\nb".utf8).span)
    #expect(hash.bytes == 3 && hash.fullDigest.isEmpty && hash.prefixes.isEmpty)
  }
}
