import Bytes
import Consent
import Events
import FoundationEssentials
import TestKit
import Testing

/// One scenario of the shared vectors.
struct Case: Decodable, Sendable, CustomTestStringConvertible {
  struct Link: Decodable {
    var a: String
    var b: String
    var at: String
  }
  struct Record: Decodable {
    var id: String
    var t: String
    var subjects: [String]
    var keep: Bool
    var reason: String?
    var secGPC: String?
    var controller: String
  }

  var id: String
  var about: String
  var purpose: String
  var config: ConsentPolicy
  var links: [Link]
  var asOf: String
  var knownAt: String
  var controller: String
  var records: [Record]
  /// The ledger's statements, each as one line.
  var ledger: [[UInt8]] = []

  var testDescription: String { id }

  private enum CodingKeys: String, CodingKey {
    case id, about, purpose, config, links, asOf, knownAt, controller, records
  }

  static let path = SharedData.path("privacy/consent/cases.jsonl")

  static func all() throws -> [Case] {
    guard let path else { return [] }
    let data = try Data(contentsOf: URL(filePath: path))
    return try data.split(separator: 0x0A).map { line in
      var one = try JSONDecoder().decode(Case.self, from: Data(line))
      one.ledger = try ledger(of: Array(line))
      return one
    }
  }

  private static func ledger(of line: [UInt8]) throws -> [[UInt8]] {
    var statements: [[UInt8]] = []
    try forEachMember(of: line.span) { key, value in
      guard line.span.extracting(key.range.indices).isEqual(to: "ledger") else { return }
      var scanner = JSONScanner(at: value.range.start)
      try scanner.enter(0x5B, line.span)
      while let element = try scanner.nextElement(line.span) {
        statements.append(Array(line[element.range.indices]))
      }
    }
    return statements
  }
}
