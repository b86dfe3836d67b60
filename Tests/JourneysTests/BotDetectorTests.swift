import Foundation
import Journeys
import TestKit
import Testing

@Suite("sessions 23: bots are told by their agent")
struct BotDetectorTests {
  private struct Crawler: Decodable {
    let instances: [String]?
  }

  @Test(
    "At least 97 of 100 known crawlers' agents are found",
    .enabled(
      if: SharedData.path("logs/bots/crawler-user-agents.json") != nil,
      "shared vectors are not here"))
  func recall() throws {
    let path = try #require(SharedData.path("logs/bots/crawler-user-agents.json"))
    let crawlers = try JSONDecoder().decode(
      [Crawler].self, from: Data(contentsOf: URL(filePath: path)))
    let agents = crawlers.flatMap { $0.instances ?? [] }
    let missed = agents.filter { botReason($0) == nil }
    #expect(agents.count > 2000)
    #expect(missed.count * 100 <= agents.count * 3, "missed \(missed.count) of \(agents.count)")
  }

  @Test("People's browsers are not taken for bots", arguments: Agents.people.map(\.agent))
  func people(agent: String) {
    #expect(botReason(agent) == nil)
  }

  @Test(
    "The reason is a word or a form",
    arguments: [
      ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"),
      ("curl/8.5.0", "curl"), ("python-requests/2.31.0", "python"), ("Foo/1.0", "product"),
      ("Mozilla/5.0 (compatible; Something/1.0)", "compatible"),
      ("Mozilla/5.0 (X11; someone@example.org)", "address"),
      ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0.0.0 Safari/537.36", "headless"),
      ("checks.panopta.com", "check"), ("bot other", "bot"), ("BOT MOBILE", "bot"),
    ])
  func reasons(agent: String, reason: String) {
    #expect(botReason(agent) == reason)
  }

  @Test("An agent that says nothing is nobody's", arguments: ["", "-", "x", "Chrome mobile"])
  func nothing(agent: String) {
    #expect(botReason(agent) == nil)
  }
}
