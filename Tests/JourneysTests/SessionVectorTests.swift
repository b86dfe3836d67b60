import Bytes
import Events
import Foundation
import Journeys
import TestKit
import Testing

@Suite("sessions 1, 2, 4: vectors of other systems' session windows")
struct SessionVectorTests {
  private struct Vector: Decodable, CustomTestStringConvertible {
    let source: String
    let gap: Int64
    let exact_gap_joins: Bool
    let events: [[Cell]]
    let sessions: [[Cell]]

    var testDescription: String { source }
  }

  private enum Cell: Decodable {
    case number(Int)
    case text(String)
    case none

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .none
      } else if let number = try? container.decode(Int.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Int? { if case .number(let number) = self { number } else { nil } }
  }

  private static let path = SharedData.path(
    "logs/session-window-vectors/session_window_vectors.json")

  private func vectors() throws -> [Vector] {
    let path = try #require(SessionVectorTests.path)
    return try JSONDecoder().decode([Vector].self, from: Data(contentsOf: URL(filePath: path)))
  }

  /// Session rows as the vectors write them: visitor, start, end, events; by start and visitor.
  private func run(_ vector: Vector, timeout: Int64) throws -> [String] {
    let lines = vector.events.compactMap { event in
      event[1].number.map { page(event[0].text ?? "", $0) }
    }
    let table = try sessions(lines, rules(timeout: timeout)).table
    return table.sessions.map { session in
      let facts = table.facts(of: session)
      let seconds = [facts.start, facts.end].map { $0.start.seconds - 1_795_305_600 }
      return "\(visitor(session, table)) \(seconds[0]) \(seconds[1]) \(session.rows.count)"
    }.sorted()
  }

  private func expected(_ vector: Vector) -> [String] {
    vector.sessions.map { row in
      "\(row[0].text ?? "") \(row[1].number ?? -1) \(row[2].number ?? -1) \(row[3].number ?? -1)"
    }.sorted()
  }

  @Test(
    "Spark, Flink and Kafka join at exactly the gap, as we do",
    .enabled(if: path != nil, "shared vectors are not here"))
  func inclusive() throws {
    let joining = try vectors().filter(\.exact_gap_joins)
    #expect(joining.count >= 6)
    for vector in joining {
      #expect(try run(vector, timeout: vector.gap) == expected(vector), "\(vector.source)")
    }
  }

  @Test(
    "Beam splits at exactly the gap: a timeout one unit shorter gives its sessions",
    .enabled(if: path != nil, "shared vectors are not here"))
  func exclusive() throws {
    let splitting = try vectors().filter { !$0.exact_gap_joins }
    #expect(splitting.count >= 4)
    for vector in splitting {
      #expect(try run(vector, timeout: vector.gap - 1) == expected(vector), "\(vector.source)")
    }
    let differing = try splitting.filter { try run($0, timeout: $0.gap) != expected($0) }
    #expect(differing.map(\.source).allSatisfy { $0.contains("testSimple") })
    #expect(differing.count == 1)
  }
}
