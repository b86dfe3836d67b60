import Bytes
import Foundation
import TestKit

/// A few days of a small shop's log, the same for the same seed: visitors by cookie, some with consent.
struct MadeUpSite {
  /// The format of the log's lines.
  static let format = #"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i""#
  /// A moment after everything that happens.
  static let asOf = "2026-03-20T00:00:00Z"

  /// The log's lines, in the order of time.
  private(set) var log: [String] = []
  /// Statements: of every four visitors three grant, one of whom withdraws in the middle.
  private(set) var statements: [String] = []
  /// The visitors of whom nothing may be used.
  private(set) var withoutConsent: Set<String> = []

  init(seed: UInt64, visitors: Int = 160, visits: Int = 3) {
    var generator = SeededGenerator(seed: seed)
    var requests: [(second: Int, line: String)] = []
    for number in 0..<visitors {
      let visitor = "cookie-\(seed)-\(number)"
      addStatements(of: visitor, number: number)
      for _ in 0..<visits {
        requests += MadeUpSite.visit(of: visitor, number: number, &generator)
      }
    }
    log = requests.sorted { ($0.second, $0.line) < ($1.second, $1.line) }.map(\.line)
  }

  /// The log as one file's content.
  var logText: String { log.joined() }
  /// The statements as one file's content.
  var statementText: String { statements.joined() }

  /// The log without the lines of visitors of whom nothing may be used.
  var permittedLog: [String] {
    log.filter { line in !withoutConsent.contains { line.contains("_actmu=\($0)\"") } }
  }

  private mutating func addStatements(of visitor: String, number: Int) {
    guard number % 4 != 0 else {
      withoutConsent.insert(visitor)
      return
    }
    statements.append(statement(visitor, "grant", "2026-03-01T00:00:00Z"))
    guard number % 4 == 1 else { return }
    withoutConsent.insert(visitor)
    statements.append(statement(visitor, "withdraw", "2026-03-10T00:00:00Z"))
  }

  private func statement(_ visitor: String, _ action: String, _ at: String) -> String {
    #"{"controller":"acme","subject":"\#(visitor)","purpose":"sales","action":"\#(action)","at":"\#(at)","appendedAt":"\#(at)","notice":"n1","method":"checkbox"}"#
      + "\n"
  }

  private static func visit(
    of visitor: String, number: Int, _ generator: inout SeededGenerator
  ) -> [(second: Int, line: String)] {
    var second = Int.random(in: 0..<(5 * 86_400), using: &generator)
    var pages = ["/"]
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      pages.append(
        ["/list", "/item/1", "/item/2", "/help"].randomElement(using: &generator) ?? "/")
    }
    if pages.contains("/item/1"), Int.random(in: 0..<4, using: &generator) > 0 {
      pages.append("/checkout/done")
    }
    return pages.map { page in
      defer { second += Int.random(in: 1...400, using: &generator) }
      return (second, line(second, page, visitor, number))
    }
  }

  private static func line(_ second: Int, _ page: String, _ visitor: String, _ number: Int)
    -> String
  {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let clock = [second / 3600 % 24, second / 60 % 60, second % 60].map(two)
    let time = "\(two(2 + second / 86_400))/Mar/2026:\(clock.joined(separator: ":")) +0000"
    return #"198.51.100.\#(number % 250) - - [\#(time)] "GET \#(page) HTTP/1.1" 200 512 "-" "#
      + #""Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" "#
      + #""_actmu=\#(visitor)""# + "\n"
  }
}
