import Foundation
import TestKit
import Testing

/// One published scenario: statements, records, and the decision on each.
struct ConsentCase: CustomTestStringConvertible, @unchecked Sendable {
  let fields: [String: Any]

  var id: String { fields["id"] as? String ?? "" }
  var testDescription: String {
    let rules = (fields["rules"] as? [Int] ?? []).map(String.init).joined(separator: ", ")
    return "consent \(rules): \(id)"
  }

  /// All scenarios; none where the shared vectors are not.
  static let all: [ConsentCase] = {
    guard let path = SharedData.path("privacy/consent/cases.jsonl"),
      let text = try? bytes(path), let cases = try? objects(text)
    else { return [] }
    return cases.map(ConsentCase.init)
  }()

  func text(_ key: String) -> String { fields[key] as? String ?? "" }
  func list(_ key: String) -> [[String: Any]] { fields[key] as? [[String: Any]] ?? [] }

  /// The statements as they stand in a file, links among them.
  func statements() throws -> Data {
    let links = list("links").map { link in
      [
        "controller": text("controller"), "action": "link", "subject": link["a"] ?? "",
        "other": link["b"] ?? "", "at": link["at"] ?? "", "appendedAt": link["at"] ?? "",
      ]
    }
    return try ndjson(list("ledger") + links)
  }

  /// The records as events.
  func events() throws -> Data {
    try ndjson(
      list("records").map { record in
        let subjects = record["subjects"] as? [String] ?? []
        var event: [String: Any] = [
          "id": record["id"] ?? "", "time": record["t"] ?? "", "event": "page_viewed",
          "controller": record["controller"] ?? "", "visitor": subjects.first ?? "",
        ]
        if subjects.count > 1 { event["customer"] = subjects[1] }
        if let signal = record["secGPC"] { event["consent"] = ["gpc": signal] }
        return event
      })
  }
}

/// Objects as NDJSON.
func ndjson(_ objects: [[String: Any]]) throws -> Data {
  try objects.reduce(into: Data()) { text, object in
    text += try JSONSerialization.data(
      withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    text.append(0x0A)
  }
}
