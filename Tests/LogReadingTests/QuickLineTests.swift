import Bytes
import Events
import TestKit
import Testing

import LogReading

private let cases: [(format: String, visitor: String)] = [
  (#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i""#, "cookie:_actmu"),
  (#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i""#, "host+agent"),
  (#"%{X}i %h [%u] %t "%{User-agent}i" "%r" %>s %b %D"#, "field:X"),
  ("combined", "host+agent"), ("combined", "cookie:_actmu"), ("combined", "field:user"),
  ("common", "host+agent"),
]

private let lines = [
  #"h - - [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.0" 200 5 "http://x/" "A B" "_actmu=v; b=2""#,
  #"h - u [10/Oct/2000:13:55:59 -0700] "GET /a.css HTTP/1.0" 304 - "-" "-" "b=2; _actmu=w""#,
  #"h - "" [10/Oct/2000:13:56:60 -0700] "GET / HTTP/1.1" 404 0 "" "A \x16 \"" "-""#,
  #"v:80 h - - [10/Oct/2000:13:55:36 +0000] "POST / HTTP/2" 200 7 "-" "A""#,
  #"id h [u] [10/Oct/2000:13:55:36 +0000] "A" "GET /é HTTP/1.1" 200 7 12"#,
  #"h [ - [10/Oct/2000:13:55:36 +0000] "GET /a b HTTP/1.1" 200 7"#,
]

@Suite("ordinary lines are read as by every rule")
struct QuickLineTests {
  @Test("both ways say the same of every line, sound or damaged", arguments: cases.indices)
  func same(index: Int) throws {
    let settings = try LogReaderSettings(
      format: LogFormat(cases[index].format), visitor: VisitorSource(cases[index].visitor))
    for seed in UInt64(1)...3 {
      var random = SeededGenerator(seed: seed)
      var quick = try LogReader(settings)
      var thorough = try LogReader(settings)
      thorough.followEveryRule()
      for number in 2..<4000 {
        let line = damaged(&random)
        let (a, b) = (outcome(line, number, &quick), outcome(line, number, &thorough))
        #expect(a == b, "seed \(seed): \(String(decoding: line, as: UTF8.self))")
      }
    }
  }

  private func outcome(_ line: [UInt8], _ number: Int, _ reader: inout LogReader) -> String {
    var batch = EventBatch()
    let outcome = reader.read(line.span, number: number, source: -1, into: &batch)
    var json: [UInt8] = []
    for row in batch.rows { json.append(event: row, of: batch) }
    return "\(outcome) \(batch.rows.first?.line ?? 0) \(String(decoding: json, as: UTF8.self))"
  }

  private func damaged(_ random: inout SeededGenerator) -> [UInt8] {
    var line = Array(lines[Int(random.next() % UInt64(lines.count))].utf8)
    for _ in 0..<(random.next() % 3) where !line.isEmpty {
      let place = Int(random.next() % UInt64(line.count))
      switch random.next() % 4 {
      case 0: line[place] = UInt8(random.next() % 256)
      case 1: line.remove(at: place)
      case 2: line.insert(Array(" \"[]\\%-.?\0é".utf8)[Int(random.next() % 12)], at: place)
      default: line.removeLast(line.count - place)
      }
    }
    return line
  }
}
