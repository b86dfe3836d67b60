import Foundation
import TestKit
import Testing

/// A policy of the three gates, and visitors who have granted each set of purposes.
struct Gates: CustomTestStringConvertible, Sendable {
  static let purposes = ["support", "sales", "marketing"]
  var track: String
  var record: String
  var identify: String
  var testDescription: String { "track \(track), record \(record), identify \(identify)" }

  static let all: [Gates] = ["any", "support", "sales"].flatMap { track in
    ["any", "sales", "marketing"].flatMap { record in
      ["any", "support", "sales"].map { Gates(track: track, record: record, identify: $0) }
    }
  }
  /// Some in which each value of each gate is met.
  static let some = all.enumerated().filter { $0.offset % 4 == 0 }.map(\.element)

  /// The purposes that visitor `number` of eight has granted: those whose bit is set.
  static func granted(_ number: Int) -> [String] {
    purposes.enumerated().filter { number >> $0.offset & 1 == 1 }.map(\.element)
  }

  /// The purposes of a visitor's event by the rules: none where its gate needs one that was not granted.
  func purposes(_ number: Int, isRecorded: Bool) -> [String] {
    let gate = isRecorded ? record : track
    let granted = Gates.granted(number)
    return gate == "any" || granted.contains(gate) ? granted : []
  }

  /// Whether the customer of a visitor's event may be known.
  func mayIdentify(_ number: Int) -> Bool {
    let granted = Gates.granted(number)
    return identify == "any" ? !granted.isEmpty : granted.contains(identify)
  }

  var yaml: String { "{track: \(track), record: \(record), identify: \(identify)}" }

  /// The grants of all visitors.
  static let statements = (0..<8).flatMap { number in
    granted(number).map {
      NightJob.statement("grant", "visitor-\(number)", $0, at: "2026-03-01T00:00:00Z")
    }
  }.joined()
}

@Suite("consent 49 and 50: three gates, and the purposes of each event")
struct GateTests {
  @Test("sojourn-consent", arguments: Gates.all)
  func stage(_ gates: Gates) throws {
    let folder = try TemporaryFolder()
    let events = (0..<8).flatMap { number in
      ["page_viewed", "product_seen"].map { name in
        #"{"time":"2026-03-02T10:00:00Z","visitor":"visitor-\#(number)","event":"\#(name)","id":"\#(number)","customer":"login-\#(number)","traits":{"email":{"dataType":"string","value":"a"}}}"#
          + "\n"
      }
    }.joined()
    let result = try Command.run(
      "sojourn-consent",
      [
        "--controller", "acme", "--purposes", Gates.purposes.joined(separator: ","), "--as-of",
        "2026-03-03", "--policy", folder.file("policy.yaml", gates.yaml), "--statements",
        folder.file("statements", Gates.statements),
      ], input: Data(events.utf8))
    #expect(result.status == 0, "\(result.errors)")
    let found = try objects(result.output)
    for number in 0..<8 {
      for name in ["page_viewed", "product_seen"] {
        let event = found.first {
          $0["id"] as? String == "\(number)" && $0["event"] as? String == name
        }
        let expected = gates.purposes(number, isRecorded: name == "product_seen")
        #expect(event?["purposes"] as? [String] ?? [] == expected, "\(name) of \(number)")
        let isNamed = !expected.isEmpty && gates.mayIdentify(number)
        #expect((event?["customer"] != nil) == isNamed, "\(name) of \(number)")
        #expect((event?["traits"] != nil) == isNamed, "\(name) of \(number)")
      }
    }
  }

  @Test(
    "sojourn run: events at rest, and the sessions and outcomes of each purpose",
    arguments: Gates.some)
  func run(_ gates: Gates) throws {
    let job = try NightJob(
      format: "format: journey",
      rules: """
          - {name: seen, purpose: support, patterns: [{event: product_seen}]}
          - {name: bought, purpose: sales, patterns: [{event: product_seen}]}
        consent: \(gates.yaml)
        """)
    let pipeline = try String(contentsOfFile: job.folder.path("pipeline.yaml"), encoding: .utf8)
    job.folder.file(
      "pipeline.yaml",
      pipeline.replacing(
        "purposes: [sales, support]", with: "purposes: [support, sales, marketing]"))
    job.folder.file("statements/grants.ndjson", Gates.statements)
    for number in 0..<8 {
      job.log(
        "\(number)", Self.event("page_viewed", number), Self.event("product_seen", number))
    }
    let result = try job.run(at: "2026-03-03")
    #expect(result.status == 0, "\(result.errors)")
    let rows = try job.rows("events")
    for number in 0..<8 {
      for name in ["page_viewed", "product_seen"] {
        let event = rows.first {
          $0["url"] as? String == "/\(number)" && $0["event"] as? String == name
        }
        let expected = gates.purposes(number, isRecorded: name == "product_seen")
        // As a set: rows are printed with the order of names that their file first has.
        let purposes = Set(event?["purposes"] as? [String] ?? [])
        #expect(purposes == Set(expected), "\(name) of \(number)")
        let isNamed = !expected.isEmpty && gates.mayIdentify(number)
        #expect((event?["customer"] != nil) == isNamed, "\(name) of \(number)")
      }
    }
    for purpose in Gates.purposes {
      let entries = try job.rows("sessions/purpose=\(purpose)").map { $0["entry"] as? String ?? "" }
      let isIn = { (number: Int) in
        [true, false].contains {
          gates.purposes(number, isRecorded: $0).contains(purpose)
        }
      }
      #expect(entries.sorted() == (0..<8).filter(isIn).map { "/\($0)" }, "\(purpose)")
    }
    for (purpose, outcome) in [("support", "seen"), ("sales", "bought")] {
      let reached = try job.rows("outcomes/purpose=\(purpose)").filter {
        $0["name"] as? String == outcome
      }
      let expected = (0..<8).count { gates.purposes($0, isRecorded: true).contains(purpose) }
      #expect(reached.count == expected, "\(outcome)")
    }
  }

  private static func event(_ name: String, _ number: Int) -> String {
    #"{"eventName":"\#(name)","customerCookieId":"visitor-\#(number)","createdDate":"2026-03-02T10:00:00Z","customerId":"login-\#(number)","page":{"url":"/\#(number)"}}"#
      + "\n"
  }
}
