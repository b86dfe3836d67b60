import Bytes
import Compression
import Testing

@testable import Simulation

@Suite("Simulated files")
struct FileTests {
  static let files = made(seed: 1)

  static func made(seed: UInt64) -> [SimulatedFile] {
    guard let settings = try? SimulationSettings(seed: seed, visitors: 250, days: 3) else {
      return []
    }
    var files: [SimulatedFile] = []
    Simulation(settings).forEachFile { files.append($0) }
    return files
  }

  /// A file's content, unpacked where it is packed, as lines.
  static func lines(_ file: SimulatedFile) throws -> [[UInt8]] {
    var content: [UInt8] = []
    var decoder = BlockDecoder()
    try decoder.decode(file.bytes.span) { content.append($0) }
    _ = try decoder.finish { content.append($0) }
    #expect(content.isEmpty || content.last == 0x0A)
    return content.split(separator: 0x0A).map(Array.init)
  }

  @Test("the same seed gives the same bytes, another seed other ones")
  func determinism() {
    let again = FileTests.made(seed: 1)
    #expect(again.map(\.path) == FileTests.files.map(\.path))
    #expect(again.map(\.bytes) == FileTests.files.map(\.bytes))
    let other = FileTests.made(seed: 2)
    #expect(other.map(\.path) == FileTests.files.map(\.path))
    for (one, two) in zip(other, FileTests.files) { #expect(one.bytes != two.bytes) }
  }

  @Test("files lie where the pipeline's globs look, with the names that rotation gives")
  func names() {
    #expect(
      FileTests.files.map(\.path).sorted() == [
        "events/2026-11-18.ndjson.gz", "events/2026-11-19.ndjson.gz",
        "events/2026-11-20.ndjson.gz", "logs/web1/access.log-20261118.gz",
        "logs/web1/access.log-20261119.gz", "logs/web1/access.log-20261120.gz",
        "logs/web2/access.log.1", "logs/web2/access.log.2.gz", "logs/web2/access.log.3.gz",
        "logs/web3/access.log", "logs/web3/access.log-20261118.gz",
        "logs/web3/access.log-20261119.gz", "logs/web3/access.log-20261120.gz",
        "statements/2026-11-17.ndjson.gz", "statements/2026-11-18.ndjson.gz",
        "statements/2026-11-19.ndjson.gz", "statements/2026-11-20.ndjson.gz", "truth.json",
      ])
    for file in FileTests.files where file.path.hasSuffix(".gz") {
      #expect(file.bytes.starts(with: [0x1F, 0x8B]))
    }
  }

  @Test("every web event and statement is one JSON object with the fields of its format")
  func objects() throws {
    var events = 0
    for file in FileTests.files where file.path.contains("ndjson") {
      let required: Set<String> =
        file.path.hasPrefix("events/")
        ? ["id", "eventName", "customerCookieId", "createdDate", "page", "userAgentString"]
        : ["controller", "subject", "action", "at", "appendedAt"]
      for line in try FileTests.lines(file) {
        var keys: Set<String> = []
        try forEachMember(of: line.span) { key, value in
          let name = String(line.span.extracting(key.range.indices))
          keys.insert(name)
          if name == "createdDate" || name == "at" || name == "appendedAt" {
            #expect(RecordTime(rfc3339: line.span.extracting(value.range.indices)) != nil)
          }
        }
        #expect(keys.isSuperset(of: required))
        if file.path.hasPrefix("events/") { events += 1 }
      }
    }
    #expect(events > 1000)
  }

  @Test("access lines have the format's fields; only the broken ones have not")
  func accessLines() throws {
    var whole = 0
    var broken = 0
    var assets = 0
    for file in FileTests.files where file.path.hasPrefix("logs/") {
      for line in try FileTests.lines(file) {
        let text = String(decoding: line, as: UTF8.self)
        let quotes = text.replacingEscapes().count { $0 == "\"" }
        let time = text.split(separator: "[").dropFirst().first?.prefix(26)
        if quotes == 8, let time, RecordTime(commonLog: Array(time.utf8).span) != nil {
          whole += 1
        } else {
          broken += 1
        }
        if text.contains(" /assets/") { assets += 1 }
      }
    }
    #expect(whole > 1500)
    #expect(assets > 500)
    #expect((1...20).contains(broken))
    #expect(Double(broken) / Double(whole) < 0.01)
  }

  @Test("lines arrive late and out of order, but none before it happened")
  func lateness() throws {
    var late = 0
    var disordered = 0
    for file in FileTests.files where file.path.hasPrefix("events/") {
      var before = ""
      for line in try FileTests.lines(file) {
        let text = String(decoding: line, as: UTF8.self)
        let date = try #require(text.split(separator: "\"createdDate\":\"").dropFirst().first)
        let day = String(date.prefix(10))
        #expect(day <= file.path.dropFirst(7).prefix(10))
        if day < file.path.dropFirst(7).prefix(10) { late += 1 }
        if String(date.prefix(24)) < before { disordered += 1 }
        before = String(date.prefix(24))
      }
    }
    #expect(late > 0)
    #expect(disordered > 10)
  }

  @Test("addresses are those for documentation, mail addresses end in example.com")
  func noRealPeople() throws {
    let networks = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"]
    for file in FileTests.files where file.path != "truth.json" {
      for line in try FileTests.lines(file) {
        let text = String(decoding: line, as: UTF8.self)
        if file.path.hasPrefix("logs/"), !text.hasPrefix("AH") {
          #expect(networks.contains { text.hasPrefix($0) })
        }
        for part in text.split(separator: "@").dropFirst() {
          #expect(part.hasPrefix("example.com"))
        }
      }
    }
  }
}

extension String {
  /// The text without backslashes and what each escapes.
  fileprivate func replacingEscapes() -> String {
    var result = ""
    var isEscaped = false
    for character in self {
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}
