import Bytes
import Events
import Foundation
import LogReading
import TestKit
import Testing

private let isHere = SharedData.path("logs/logisland-access") != nil

@Suite("Real access logs of one server", .enabled(if: isHere, "shared vectors are not here"))
struct LogislandTests {
  private struct Summary: Decodable {
    var lines: Int
    var parsed: Int
    var status: [String: Int]
    var bytes: Int64
    var first_epoch: Int64
    var last_epoch: Int64
    var visitors_ip_ua: Int
  }

  @Test(
    "every line is an event, and sums are those of the summary", arguments: ["48", "49", "49+48"])
  func sums(_ name: String) throws {
    let folder = "logs/logisland-access"
    let path = try #require(
      SharedData.path("\(folder)/expected.\(name)/expected_summary.json"))
    let want = try JSONDecoder().decode(
      Summary.self, from: Data(contentsOf: URL(filePath: path)))
    let lines = try name.split(separator: "+").flatMap {
      try sharedLines("\(folder)/access.log.\($0)")
    }
    let got = try Reading(lines, "combined")
    #expect(got.tally.lines == want.lines)
    #expect(got.tally.events == want.parsed)
    #expect(got.tally.isBalanced)
    let rows = got.batch.rows
    #expect(rows.reduce(0) { $0 + max($1.bytes, 0) } == want.bytes)
    #expect(rows.map(\.time.start.seconds).min() == want.first_epoch)
    #expect(rows.map(\.time.start.seconds).max() == want.last_epoch)
    let statuses = Dictionary(grouping: rows) { String($0.status) }.mapValues(\.count)
    #expect(statuses == want.status)
    #expect(Set(rows.map { got.batch.string($0.visitor) }).count == want.visitors_ip_ua)
  }
}
