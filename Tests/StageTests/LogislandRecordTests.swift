import Bytes
import Foundation
import TestKit
import Testing

@Suite(
  "real logs: ingest reads 147 chosen lines field by field",
  .enabled(if: Logisland.isHere, "shared vectors are not here"))
struct LogislandRecordTests {
  @Test("time, address, status, size, referrer, agent and method")
  func fields() throws {
    let path = "\(Logisland.folder ?? "")/expected_records.json"
    let records =
      try JSONSerialization.jsonObject(with: bytes(path)) as? [[String: Any]] ?? []
    #expect(records.count == 147)
    let log = records.compactMap { $0["line"] as? String }.map { "\($0)\n" }.joined()
    let result = try Command.run("sojourn-ingest", Logisland.flags, input: Data(log.utf8))
    #expect(result.status == 0)
    let events = try objects(result.output)
    #expect(events.count == records.count)
    for (record, event) in zip(records, events) {
      let expected = record["expect"] as? [String: Any] ?? [:]
      let line = record["line_no"] as? Int ?? 0
      check(event, expected, "line \(line) of \(record["file"] ?? "")")
    }
  }

  private func check(_ event: [String: Any], _ expected: [String: Any], _ place: String) {
    let time = Timestamp(event["time"] as? String ?? "")?.seconds
    #expect(time == (expected["time_epoch"] as? Int).map(Int64.init), "\(place)")
    #expect(event["status"] as? Int == expected["status"] as? Int, "\(place)")
    #expect(event["bytes"] as? Int == expected["bytes"] as? Int, "\(place)")
    #expect(event["referrer"] as? String == expected["referer"] as? String, "\(place)")
    #expect(event["agent"] as? String == expected["user_agent"] as? String, "\(place)")
    let agent = expected["user_agent"] as? String ?? "-"
    let host = expected["host"] as? String ?? ""
    #expect(event["visitor"] as? String == "\(host)\u{1F}\(agent)", "\(place)")
    guard let request = expected["request"] as? String else { return }
    let words = request.split(separator: " ")
    guard words.count == 3 else { return }
    #expect(event["method"] as? String == String(words[0]), "\(place)")
    #expect(event["url"] as? String == text(ofBytes: words[1]), "\(place)")
  }

  /// The text of bytes that the vectors show as one character each; bytes that are no UTF-8 are
  /// written as the server escaped them.
  private func text(ofBytes characters: Substring) -> String {
    let bytes = characters.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    return String(validating: bytes, as: UTF8.self)
      ?? bytes.map {
        $0 < 0x80 ? String(UnicodeScalar($0)) : "\\x" + String($0, radix: 16)
      }.joined()
  }
}
