import TestKit

extension NightWorld {
  /// What visitors and customers say, in no order of time.
  private static let actions =
    Array(repeating: "grant", count: 50) + Array(repeating: "withdraw", count: 10)
    + Array(repeating: "refuse", count: 3) + Array(repeating: "object", count: 6)
    + Array(repeating: "restrict", count: 7) + Array(repeating: "unrestrict", count: 8)
    + Array(repeating: "erase", count: 3) + Array(repeating: "link", count: 8)

  /// Statements that were appended within a range of seconds, each said then or some time before.
  mutating func statements(_ count: Int, appended range: ClosedRange<Int>) -> String {
    (0..<count).map { _ in statement(Int.random(in: range, using: &generator)) }.joined()
  }

  private mutating func statement(_ appended: Int) -> String {
    let spread = 3 * NightWorld.secondsOfDay
    let delay =
      [0, 0, 1, 60, 3600, Int.random(in: 0...spread, using: &generator)]
      .randomElement(using: &generator) ?? 0
    let ids = generator.isTrue(outOf: 10, 7) ? visitors : customers
    let subject = ids.randomElement(using: &generator) ?? ""
    let action = NightWorld.actions.randomElement(using: &generator) ?? "grant"
    var fields = [
      #""controller":"acme""#, #""subject":"\#(subject)""#, #""action":"\#(action)""#,
      #""at":"\#(NightWorld.moment(appended - delay))""#,
      #""appendedAt":"\#(NightWorld.moment(appended))""#,
    ]
    let purposes = ["support", "sales", "marketing"]
    switch action {
    case "link":
      let others = (visitors + customers).filter { $0 != subject }
      fields.append(#""other":"\#(others.randomElement(using: &generator) ?? "")""#)
    case "erase": break
    default:
      let named = action == "grant" || action == "refuse" || generator.isTrue(outOf: 10, 6)
      let purpose = named ? purposes.randomElement(using: &generator) ?? "sales" : "*"
      fields.append(#""purpose":"\#(purpose)""#)
      guard action == "grant" else { break }
      fields.append(#""notice":"\#(generator.isTrue(outOf: 2, 1) ? "n1" : "n2")""#)
      fields.append(#""method":"checkbox""#)
    }
    return "{\(fields.joined(separator: ","))}\n"
  }
}
