import Bytes
import Foundation
import TestKit

/// A real site's logs of two weeks, with the sessions that another program found in them.
enum Logisland {
  static let folder = SharedData.path("logs/logisland-access")
  static let isHere = folder != nil
  static let flags = ["--format", "combined", "--visitor", "host+agent", "--keep-all"]
  static let noLimits = ["--maximum-length", "none", "--maximum-events", "none", "--summary"]

  /// The log of one week.
  static func log(_ week: String) -> String { "\(folder ?? "")/access.log.\(week)" }

  /// The logs of `48`, `49` or `49+48`, in this order.
  static func logs(_ weeks: String) -> [String] { weeks.split(separator: "+").map { log("\($0)") } }

  /// The sessions that are expected of some weeks, sorted.
  static func expected(_ weeks: String) throws -> [String] {
    try csvRows("\(folder ?? "")/expected.\(weeks)/expected_sessions_30min.csv").map {
      [$0["ip"], $0["user_agent"], $0["start_epoch"], $0["end_epoch"], $0["hits"]]
        .map { $0 ?? "" }.joined(separator: "|")
    }.sorted()
  }

  /// Sessions as the stage writes them, in the form of those expected.
  static func found(_ output: Data) throws -> [String] {
    try objects(output).map { session in
      let visitor = (session["visitor"] as? String ?? "").split(
        separator: "\u{1F}", maxSplits: 1, omittingEmptySubsequences: false)
      let times = ["start", "end"].map { key in
        Timestamp(session[key] as? String ?? "").map { "\($0.seconds)" } ?? "no time"
      }
      let events = session["events"] as? Int ?? -1
      return (visitor.map(String.init) + times + ["\(events)"]).joined(separator: "|")
    }.sorted()
  }

  /// Reads logs and groups their requests, as two stages.
  static func sessions(_ arguments: [String], input: Data = Data()) throws -> Command.Result {
    let events = try Command.run("sojourn-ingest", flags + arguments, input: input)
    guard events.status == 0 else { return events }
    return try Command.run("sojourn-sessionize", noLimits, input: events.output)
  }
}

/// A CSV file's rows by its first row's names (RFC 4180).
private func csvRows(_ path: String) throws -> [[String: String]] {
  let rows = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
  let names = csvCells(rows.first ?? "")
  return rows.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(names, csvCells($0))) }
}

private func csvCells(_ row: Substring) -> [String] {
  var cells: [[UInt8]] = [[]]
  var isQuoted = false
  var previous: UInt8 = 0
  for byte in row.utf8 {
    switch byte {
    case UInt8(ascii: "\""):
      if !isQuoted, previous == byte { cells[cells.count - 1].append(byte) }
      isQuoted.toggle()
    case UInt8(ascii: ",") where !isQuoted: cells.append([])
    default: cells[cells.count - 1].append(byte)
    }
    previous = byte
  }
  return cells.map { String(decoding: $0, as: UTF8.self) }
}
