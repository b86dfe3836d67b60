import Bytes
import Events
import Foundation
import TestKit
import Testing

import LogReading

private let records = "logs/logisland-access/expected_records.json"

private struct ExpectedRecord: Decodable {
  struct Fields: Decodable {
    var host: String
    var logname: String?
    var user: String?
    var time_epoch: Int64
    var request: String
    var status: UInt16
    var bytes: Int64?
    var referer: String?
    var user_agent: String?
  }
  var line: String
  var expect: Fields
}

@Suite(
  "Records of the real logs, field by field",
  .enabled(if: SharedData.path(records) != nil, "shared vectors are not here"))
struct RecordTests {
  private func expected() throws -> [ExpectedRecord] {
    let path = try #require(SharedData.path(records))
    return try JSONDecoder().decode(
      [ExpectedRecord].self, from: Data(contentsOf: URL(filePath: path)))
  }

  /// The text as ours: the vectors give each byte as one character of Latin-1.
  private func ours(_ text: String?) -> String {
    var ours: [UInt8] = []
    let bytes = (text ?? "").unicodeScalars.map { UInt8($0.value) }
    ours.append(text: bytes.span)
    return String(decoding: ours, as: UTF8.self)
  }

  @Test("each event has the record's host, time, request, status, size, referrer and agent")
  func events() throws {
    let all = try expected()
    #expect(all.count == 147)
    for record in all {
      let got = try Reading([record.line], "combined")
      let row = try #require(got.batch.rows.first)
      let want = record.expect
      #expect(
        got.text(\.visitor) == want.host + "\u{1F}" + ours(want.user_agent ?? "-"))
      #expect(got.text(\.customer) == ours(want.user))
      #expect(row.time.start.seconds == want.time_epoch)
      #expect(row.time.fractionDigits == 0)
      #expect(row.status == want.status)
      #expect(row.bytes == want.bytes ?? -1)
      #expect(got.text(\.referrer) == ours(want.referer))
      #expect(got.text(\.agent) == ours(want.user_agent))
      let request = ours(want.request)
      if request.contains(" ") {
        #expect(request.hasPrefix("\(got.text(\.method)) \(got.text(\.url))"))
        #expect(!got.text(\.url).isEmpty && !got.text(\.url).hasSuffix(" HTTP/1.1"))
      } else {
        #expect(got.text(\.method).isEmpty && got.text(\.url).isEmpty)
      }
    }
  }

  @Test("the captured parts are the record's, as written")
  func captured() throws {
    for record in try expected() {
      let line = Array(record.line.utf8)
      var fields = CapturedFields()
      try CommonLogLine.capture(line.span, isCombined: true, into: &fields)
      func part(_ field: LogField) -> String? {
        let range = fields[field]
        return line.span.isAbsent(range) ? nil : String(line.span.extracting(range.indices))
      }
      var request: [UInt8] = []
      request.append(unescaping: line.span.extracting(fields[.request].indices))
      var text: [UInt8] = []
      text.append(text: request.span)
      #expect(String(decoding: text, as: UTF8.self) == ours(record.expect.request))
      #expect(part(.logname) == record.expect.logname)
      #expect(part(.user) == record.expect.user)
      #expect(part(.host) == record.expect.host)
    }
  }
}
