import Bytes
import Events
import Foundation
import LogReading
import TestKit

/// The events and outcomes of lines of text.
struct Reading {
  var batch = EventBatch()
  var outcomes: [LineOutcome] = []
  var tally = LineTally()

  init(
    _ lines: [[UInt8]], _ format: String, visitor: String = "host+agent", keepAll: Bool = true,
    fields: [String: String] = [:], signals: SignalSources = .none
  ) throws {
    var reader = try LogReader(
      LogReaderSettings(
        format: LogFormat(format), visitor: VisitorSource(visitor), keepAll: keepAll,
        fields: fields, signals: signals))
    let source = batch.sourceIndex("test.log")
    for (index, line) in lines.enumerated() {
      let outcome = reader.read(line.span, number: index + 1, source: source, into: &batch)
      outcomes.append(outcome)
      tally.count(outcome)
    }
  }

  init(
    _ lines: [String], _ format: String, visitor: String = "host+agent", keepAll: Bool = true,
    fields: [String: String] = [:], signals: SignalSources = .none
  ) throws {
    try self.init(
      lines.map { Array($0.utf8) }, format, visitor: visitor, keepAll: keepAll, fields: fields,
      signals: signals)
  }

  /// The first event as NDJSON without its source.
  var json: String { json(0) }

  func json(_ index: Int) -> String {
    guard index < batch.rows.count else { return "\(outcomes)" }
    var bytes: [UInt8] = []
    bytes.append(event: batch.rows[index], of: batch, [])
    return String(decoding: bytes, as: UTF8.self)
  }

  func text(_ field: KeyPath<EventRow, ByteRange>, _ index: Int = 0) -> String {
    guard index < batch.rows.count else { return "no event: \(outcomes)" }
    return batch.string(batch.rows[index][keyPath: field])
  }
}

/// The lines of a shared file, as a splitter hands them on.
func sharedLines(_ path: String) throws -> [[UInt8]] {
  guard let path = SharedData.path(path) else { return [] }
  var lines = try Data(contentsOf: URL(filePath: path)).split(
    separator: 0x0A, omittingEmptySubsequences: false
  ).map { $0.last == 0x0D ? Array($0.dropLast()) : Array($0) }
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines
}
