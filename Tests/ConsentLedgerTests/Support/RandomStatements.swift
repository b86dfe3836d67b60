import Bytes
import TestKit

/// Statements as a site's people make them, in order of their append, all different.
struct RandomStatements {
  private var generator: SeededGenerator
  private var minute: Int
  private var number = 0
  let ids: [String]

  init(seed: UInt64, people: Int = 40) {
    generator = SeededGenerator(seed: seed)
    minute = 20_000
    ids = (0..<people).map { number in
      let kinds = [
        "cookie-\(number)", "login \(number)@example.com", "zoë-\(number)", "u\(number)\\\"x",
      ]
      return kinds[number % 7 < 4 ? 0 : number % 4]
    }
  }

  /// A moment in 2026, so many minutes after the first of March.
  static func moment(_ minute: Int, _ fraction: String = "") -> String {
    let moment = start.advanced(byNanoseconds: Int64(minute) * 60_000_000_000).description
    return moment.dropLast() + fraction + "Z"
  }

  /// 2026-03-01T00:00:00Z.
  static let start = Timestamp(nanoseconds: 1_772_323_200_000_000_000)

  mutating func lines(_ count: Int) -> [String] { (0..<count).map { _ in line() } }

  mutating func line() -> String {
    number += 1
    minute += Int.random(in: 1...40, using: &generator)
    let subject = pick(ids)
    let action = pick(
      Array(repeating: "grant", count: 40)
        + ["withdraw", "withdraw", "withdraw", "refuse", "object", "restrict", "unrestrict"]
        + ["unrestrict", "erase", "link", "link"])
    // When a link was learned has no bearing on the ledger, which is tested on its own.
    let said = action == "link" ? minute : minute - pick([0, 0, 0, 3, 200, 12_000, -3, -8])
    var fields = [
      #""controller":"acme""#, #""subject":"\#(escaped(subject))""#, #""action":"\#(action)""#,
      #""at":"\#(Self.moment(said, pick(["", "", ".250", ".000000001"])))""#,
      #""appendedAt":"\#(Self.moment(minute))""#,
    ]
    if action == "link" {
      fields.append(#""other":"\#(escaped(other(than: subject)))""#)
    } else {
      fields.append(#""purpose":"\#(pick(purposes(of: action)))""#)
    }
    if action == "grant" { addGrant(&fields) }
    if pick([true, false]) {
      fields.append(#""source":"\#(pick(["form", "crm", "call centre"]))""#)
    }
    return "{" + fields.shuffled(using: &generator).joined(separator: ",") + "}"
  }

  private mutating func addGrant(_ fields: inout [String]) {
    fields.append(#""notice":"\#(pick(["n1", "n1", "n2", "n—3"]))""#)
    fields.append(#""method":"\#(pick(["checkbox", "checkbox", "button", "silence"]))""#)
    if pick([true, false, false]) {
      fields.append(#""evidence":{"form": "f-\#(number)", "words": "Yes, \u00fcber all"}"#)
    }
    let marks = ["", "", "", "", "", "bundled", "child", "preTicked", "confirmedGpc"]
    let mark = pick(marks)
    if !mark.isEmpty { fields.append("\"\(mark)\":true") }
  }

  private func purposes(of action: String) -> [String] {
    action == "grant" || action == "refuse" || action == "unrestrict"
      ? ["sales", "sales", "marketing", "support", "other"]
      : ["sales", "marketing", "support", "*"]
  }

  private mutating func other(than subject: String) -> String {
    let choices = ids.filter { $0 != subject }
    return pick(choices)
  }

  private func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[Int.random(in: choices.indices, using: &generator)]
  }

  /// Cuts lines into batches of random sizes.
  mutating func cut<Element>(_ all: [Element], upTo most: Int) -> [[Element]] {
    var batches: [[Element]] = []
    var rest = all[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...most, using: &generator)
      batches.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return batches
  }

  mutating func shuffled<Element>(_ all: [Element]) -> [Element] {
    all.shuffled(using: &generator)
  }
}
