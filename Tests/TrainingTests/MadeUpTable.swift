import Bytes
import Events
import Journeys
import TestKit
import Testing

/// A table of made-up visitors over 20 days: carts make purchases likelier, phones less likely.
///
/// - Parameter without: visitors who never were there.
func madeUpTable(
  visitors: Int, seed: UInt64, without: Set<Int> = [], asOf: String = "2026-03-01T00:00:00Z"
) throws -> SessionTable {
  var batch = EventBatch()
  for visitor in 0..<visitors where !without.contains(visitor) {
    for line in madeUpLines(visitor, seed: seed) {
      try batch.append(ndjson: Array(line.utf8).span)
    }
  }
  var (table, _) = Sessionizer(rules: SessionRules(asOf: Timestamp(asOf))).sessions(of: batch)
  try OutcomeSet(madeUpOutcomes).match(&table)
  return table
}

let madeUpOutcomes = [
  OutcomeDefinition(
    name: "purchase", purpose: "sales", patterns: [OutcomePattern(event: "purchase")]),
  {
    var never = OutcomeDefinition(
      name: "no-cart", purpose: "sales", direction: .minimise,
      patterns: [OutcomePattern(event: "cart_updated")])
    never.matched = .never
    return never
  }(),
]

private func madeUpLines(_ visitor: Int, seed: UInt64) -> [String] {
  var numbers = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(visitor))
  let isMobile = Bool.random(using: &numbers)
  let agent =
    isMobile
    ? "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
    : "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
  var lines: [String] = []
  var seconds = Int64.random(in: 0..<1_500_000, using: &numbers)
  for _ in 0..<Int.random(in: 1...4, using: &numbers) {
    var hasCart = false
    for _ in 0..<Int.random(in: 1...12, using: &numbers) {
      var name = "page_viewed"
      let draw = Double.random(in: 0..<1, using: &numbers)
      if draw < 0.15 {
        name = "cart_updated"
        hasCart = true
      } else if draw < (hasCart ? (isMobile ? 0.25 : 0.6) : 0.17) {
        name = "purchase"
      }
      let time = Timestamp(nanoseconds: (1_769_900_000 + seconds) * 1_000_000_000)
      lines.append(
        "{\"time\":\"\(time)\",\"visitor\":\"visitor-\(visitor)\",\"event\":\"\(name)\","
          + "\"url\":\"https://shop.example/s\(Int.random(in: 0..<5, using: &numbers))/p\(visitor)\","
          + "\"agent\":\"\(agent)\"}")
      seconds += Int64.random(in: 5...120, using: &numbers)
    }
    seconds += Int64.random(in: 7_200...100_000, using: &numbers)
  }
  return lines
}
