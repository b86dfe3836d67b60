import Bytes
import Events
import Foundation
import Identity
import Journeys
import Pipelines
import TestKit
import Testing

@Suite("consent 28: by what dropped records are counted")
struct CoarseCellTests {
  @Test("a cell is its source, device, medium and whether a bot made it, and nothing else")
  func parts() {
    for device in DeviceClass.allCases {
      for medium in ReferrerMedium.allCases {
        for (source, isBot) in [(UInt16(0), true), (700, false), (SourceNames.unknown, true)] {
          let cell = CoarseCell(source: source, device: device, medium: medium, isBot: isBot)
          #expect(cell.source == source && cell.device == device)
          #expect(cell.medium == medium && cell.isBot == isBot)
        }
      }
    }
  }

  private static let keepQuery = ["q", "utm_medium", "GCLID"]
  private static let parts = [
    "", "/", "//", "https:", "http:", "android-app:", "mailto:", "shop.example", "www.google.com",
    "t.co", "mail.x.example", "a@b.example", "a%40b.example", ":8080", "/list", "/of/x", "#", "?",
    "&", "=", "q=1", "utm_medium=cpc", "utm_medium=email", "utm_medium", "gclid=1", "GCLID=1",
    "fbclid=x", "wbraid=2", "li_fat_id=3", "msclkid=4", "token=x", "-", ";jsessionid=1", "\\", "é",
    "%", "%3F",
  ]
  private static let agents = [
    "", "-", "Chrome mobile", "bot other", "bot foo", "Googlebot/2.1", "curl/8.5.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    "Mozilla/5.0 (Web0S; SmartTV) AppleWebKit/537.36",
  ]

  private func text(_ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 0...5, using: &random)).map { _ in
      Self.parts.randomElement(using: &random) ?? ""
    }.joined()
  }

  @Test(
    "that of a record as it comes is that of what would lie at rest of it, whatever it holds",
    arguments: 1...4 as ClosedRange<UInt64>)
  func sameAtRest(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let subkey = PseudonymKey([UInt8](repeating: 7, count: 32))?.subkey(
      for: .visitors, of: "acme")
    var minimizer = EventMinimizer(
      subkey: try #require(subkey), keepQuery: Self.keepQuery, traitKeys: [])
    var reader = CellReader(keepQuery: Self.keepQuery)
    var cache = CellCache()
    var pool = TextPool()
    var media: Set<ReferrerMedium> = []
    for _ in 0..<20_000 {
      var text: [UInt8] = []
      var row = EventRow(time: RecordTime(start: Timestamp(nanoseconds: 0), fractionDigits: 0))
      let (page, referrer) = (self.text(&random), self.text(&random))
      row.url = text.store(Array(page.utf8).span)
      row.referrer = text.store(Array(referrer.utf8).span)
      row.agent = text.store(Array((Self.agents.randomElement(using: &random) ?? "").utf8).span)
      if Int.random(in: 0..<9, using: &random) == 0 {
        row.bot = text.store(Array("said".utf8).span)
      }
      let cell = reader.cell(of: row, in: text.span, source: 3)
      var reduced = minimizer.minimize(row, text.span, into: &pool)
      reduced.source = 3
      let atRest = cache.cell(of: reduced, in: pool.bytes.span, sources: 4)
      #expect(cell == atRest, "seed \(seed): \(page) from \(referrer)")
      media.insert(cell.medium)
    }
    #expect(media.count == ReferrerMedium.allCases.count)
  }
}
