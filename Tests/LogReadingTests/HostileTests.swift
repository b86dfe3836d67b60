import Bytes
import Events
import LogReading
import TestKit
import Testing

import LogReading

private let formats = [
  "common", "combined", "w3c", "json", "journey",
  #"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i""#,
  #"$remote_addr [$time_local] $scheme://$host$request_uri "$http_cookie" $rest"#,
  "%h %{%d/%b/%Y:%H:%M:%S %z}t %m %U%q",
]

private let seeds = [
  #"h - - [10/Oct/2000:13:55:36 -0700] "GET /a%20b HTTP/1.0" 200 5 "http://x/" "A \x16 \"" "_actmu=v; b=2""#,
  "#Fields: date time c-ip cs(User-Agent) cs(Cookie) cs-uri-stem",
  #"2024-02-29 23:59:59 h A+B "_actmu=v; b" /x"#,
  #"{"ts":1703373474.5,"request":{"uri":"/a","headers":{"Cookie":["_actmu=v"]}},"status":200}"#,
  #"{"createdDate":1,"eventName":"a","attributes":{"p":{"dataType":"string","value":"x\u00e9"}}}"#,
  "h [10/Oct/2000:13:55:36 +0000] http://x/y \"_actmu=v\" rest",
  "h 10/Oct/2000:13:55:36 +0000 GET /a?b",
]

@Suite("Hostile lines")
struct HostileTests {
  @Test("odd lines of every kind are rejected or read, never fatal", arguments: formats)
  func odd(_ format: String) throws {
    let megabyte = [UInt8](repeating: 0x41, count: 1 << 20)
    let quotes = [UInt8](repeating: 0x22, count: 1 << 16)
    let backslashes = [UInt8](repeating: 0x5C, count: 1 << 16)
    let nested = [UInt8](repeating: 0x5B, count: 1 << 16)
    var lines: [[UInt8]] = [megabyte, quotes, backslashes, nested]
    lines += (0...255).map { [UInt8($0)] }
    lines += [[0, 0, 0], Array(0...255), Array("\\".utf8), Array("[".utf8), Array(" [".utf8)]
    lines += [Array(#"{"a":"#.utf8), Array(" [] \"\"".utf8), [0x1F, 0x8B, 8, 0]]
    let got = try Reading(lines, format, visitor: visitor(format))
    #expect(got.tally.lines == lines.count)
    #expect(got.tally.isBalanced)
    #expect(got.tally.events == 0)
    #expect(got.batch.text.isEmpty)
  }

  @Test("a line of 1 MB is an event like any other")
  func megabyte() throws {
    let path = String(repeating: "x", count: 1 << 20)
    let got = try Reading(
      [#"h - - [10/Oct/2000:13:55:36 +0000] "GET /\#(path) HTTP/1.0" 200 5"#], "common",
      keepAll: false)
    #expect(got.outcomes == [.event])
    #expect(got.text(\.url).utf8.count == path.utf8.count + 1)
  }

  @Test("random damage never crashes, and what is read is JSON that reads back", arguments: formats)
  func damage(_ format: String) throws {
    for seed in UInt64(1)...3 {
      var random = SeededGenerator(seed: seed)
      let lines = (0..<2000).map { _ in damaged(&random) }
      let got = try Reading(lines, format, visitor: visitor(format))
      #expect(got.tally.isBalanced, "seed \(seed)")
      for index in got.batch.rows.indices {
        let json = got.json(index)
        var again = EventBatch()
        #expect(throws: Never.self, "seed \(seed): \(json)") {
          try again.append(ndjson: Array(json.utf8).span)
        }
      }
    }
  }

  @Test("random format strings compile or are refused, never fatal")
  func formatStrings() {
    var random = SeededGenerator(seed: 7)
    let parts = [
      "%h", "%t", "%", "{", "}", "$", "$time_local", "\"", "'", "\\", " ", "%{%Y-%m-%d %T}t", "%U",
      "%q", "${", "log_format ", "LogFormat ", "%{x}i", "%>s", "%{sec}t", "%{msec_frac}t", "[", "]",
    ]
    var compiled = 0
    for _ in 0..<5000 {
      let text = (0..<random.next(below: 8)).map { _ in parts[random.next(below: parts.count)] }
        .joined()
      guard let format = try? LogFormat(text) else { continue }
      compiled += 1
      guard var reader = try? LogReader(LogReaderSettings(format: format, keepAll: true)) else {
        continue
      }
      var batch = EventBatch()
      for _ in 0..<5 {
        let line = damaged(&random)
        _ = reader.read(line.span, number: 1, source: -1, into: &batch)
      }
    }
    #expect(compiled > 50)
  }

  private func visitor(_ format: String) -> String {
    format.contains("ookie") ? "cookie:_actmu" : "host+agent"
  }

  private func damaged(_ random: inout SeededGenerator) -> [UInt8] {
    var line = Array(seeds[random.next(below: seeds.count)].utf8)
    for _ in 0..<random.next(below: 4) where !line.isEmpty {
      let place = random.next(below: line.count)
      switch random.next(below: 4) {
      case 0: line[place] = UInt8(random.next(below: 256))
      case 1: line.remove(at: place)
      case 2: line.insert(Array(" \"[]\\%{}:-,\0".utf8)[random.next(below: 12)], at: place)
      default: line.removeLast(line.count - place)
      }
    }
    return line
  }
}

extension SeededGenerator {
  /// A number from 0 up to and not including `limit`.
  fileprivate mutating func next(below limit: Int) -> Int {
    Int(next() % UInt64(limit))
  }
}
