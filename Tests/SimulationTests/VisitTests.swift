import Bytes
import Testing

@testable import Simulation

@Suite("Visits")
struct VisitTests {
  let settings: SimulationSettings

  init() throws {
    settings = try SimulationSettings(seed: 11, visitors: 1500, days: 4)
  }

  private func visits(of visitor: Visitor) -> [(visit: Visit, moments: [Visit.Moment])] {
    (0..<settings.days).flatMap { day in
      Visit.planned(for: visitor, day: day, of: settings).map {
        ($0, $0.moments(of: visitor, .shop, seed: settings.seed))
      }
    }
  }

  @Test("inside a visit no gap reaches 20 minutes; between two lies more than an hour")
  func gaps() {
    var visitCount = 0
    var stepCount = 0
    var crossing = 0
    for number in 0..<settings.visitors {
      var end = Int64.min
      for (visit, moments) in visits(of: Visitor(number, of: settings)) {
        visitCount += 1
        stepCount += moments.count
        #expect(visit.start > end.addingReportingOverflow(3_600_000).partialValue || end == .min)
        for (one, next) in zip(moments, moments.dropFirst()) {
          #expect(next.time - one.time >= 2000)
          #expect(next.time - one.time < 20 * 60_000)
        }
        end = moments[moments.count - 1].time
        if visit.start / 86_400_000 != end / 86_400_000 { crossing += 1 }
        #expect(end < settings.midnight(settings.days))
      }
    }
    #expect(crossing > 3)
    #expect((5.5...8.5).contains(Double(stepCount) / Double(visitCount)))
    #expect((1.7...2.8).contains(Double(visitCount) / Double(settings.visitors)))
  }

  @Test("each visit is reported by web servers or by the collector, about half of them by either")
  func reporters() {
    let all = (0..<settings.visitors).flatMap { visits(of: Visitor($0, of: settings)) }
    let servers = all.count { $0.visit.reporter == .webServer }
    #expect((0.45...0.55).contains(Double(servers) / Double(all.count)))
  }

  @Test("settings that nothing can be made from are refused")
  func refusals() {
    #expect(throws: SimulationSettings.Problem.visitors(0)) {
      try SimulationSettings(seed: 1, visitors: 0, days: 1)
    }
    #expect(throws: SimulationSettings.Problem.days(367)) {
      try SimulationSettings(seed: 1, visitors: 1, days: 367)
    }
    #expect(settings.start.isoDate == "2026-11-18")
  }

  @Test("numbers below a bound are spread evenly")
  func random() {
    var random = SeededRandom(seed: 9, .noise)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<10_000 { counts[random.below(10)] += 1 }
    for count in counts { #expect((850...1150).contains(count)) }
    #expect(random.number(in: 4...4) == 4)
  }
}
