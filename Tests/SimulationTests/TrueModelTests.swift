import Bytes
import Events
import Testing

@testable import Simulation

@Suite("The true model")
struct TrueModelTests {
  let model = TrueModel.shop

  @Test("a small chain's probabilities equal the sum over its paths, written out")
  func enumeration() {
    // 0 goes to 1 by step 5 or stays by step 6; 1 takes step 9 to 0, goes back by step 5, or ends.
    let half = AbsorbingChain.scale / 2
    let chain = AbsorbingChain(ways: [
      [.init(step: 5, next: 1, share: half), .init(step: 6, next: 0, share: half / 2)],
      [.init(step: 9, next: 0, share: half / 2), .init(step: 5, next: 0, share: half)],
    ])
    func sum(over state: Int, length: Int) -> Double {
      guard length > 0 else { return 0 }
      return chain.ways[state].reduce(0) { total, way in
        let share = Double(way.share) / Double(AbsorbingChain.scale)
        return total + share * (way.step == 9 ? 1 : sum(over: way.next, length: length - 1))
      }
    }
    let solved = chain.probabilities(ofStep: 9, in: 0..<2)
    // 18 steps leave less than 0.8^18 of the visits out.
    #expect(abs(solved[0] - sum(over: 0, length: 18)) < 0.02)
    // h0 = h1 / 2 + h0 / 4 and h1 = 1 / 4 + h0 / 2 give h0 = 1 / 4.
    #expect(abs(solved[0] - 0.25) < 1e-12)
    #expect(abs(solved[1] - 0.375) < 1e-12)
  }

  @Test("every state's probability is the mean over its ways", arguments: TrueOutcome.allCases)
  func balance(outcome: TrueOutcome) {
    let probabilities = model.probabilities[outcome.rawValue]
    for index in 0..<VisitState.count where VisitState(index: index).isReachable {
      var mean = 0.0
      var shares = 0
      for way in model.chain.ways[index] {
        let value = way.step == outcome.step.rawValue ? 1 : probabilities[way.next]
        mean += Double(way.share) / Double(AbsorbingChain.scale) * value
        shares += way.share
      }
      #expect(abs(mean - probabilities[index]) < 1e-12)
      #expect(shares < AbsorbingChain.scale * 99 / 100, "state \(index) can't be left")
    }
  }

  @Test("visits drawn from a state achieve outcomes as often as computed")
  func monteCarlo() {
    let starts = [
      VisitState(device: .desktop, medium: .direct, first: .home),
      VisitState(device: .mobile, medium: .social, first: .product),
      VisitState(device: .tablet, medium: .campaign, first: .added).after(.checkout),
      VisitState(device: .desktop, medium: .search, first: .register),
    ]
    let runs = 6000
    for (number, start) in starts.enumerated() {
      var random = SeededRandom(seed: 2026, .chain, number)
      var hits = [0, 0, 0]
      for _ in 0..<runs {
        var state = start
        var seen: Set<Int> = []
        while let step = model.step(after: state, &random) {
          state = state.after(step)
          for outcome in TrueOutcome.allCases where outcome.step == step {
            seen.insert(outcome.rawValue)
          }
        }
        for outcome in seen { hits[outcome] += 1 }
      }
      for outcome in TrueOutcome.allCases {
        let truth = model.probabilities[outcome.rawValue][start.index]
        let error = (truth * (1 - truth) / Double(runs)).squareRoot()
        let share = Double(hits[outcome.rawValue]) / Double(runs)
        #expect(abs(share - truth) < 4.5 * error, "start \(number), \(outcome.name), seed 2026")
      }
    }
  }

  @Test("an index stands for one state")
  func indices() {
    for index in 0..<VisitState.count { #expect(VisitState(index: index).index == index) }
  }

  @Test("exponential and logarithm are right to fifteen digits")
  func math() {
    #expect(abs(ExactMath.exp(1) / 2.718_281_828_459_045 - 1) < 1e-15)
    #expect(abs(ExactMath.exp(-20) / 2.061_153_622_438_558e-9 - 1) < 1e-14)
    #expect(abs(ExactMath.log(10) - 2.302_585_092_994_046) < 1e-14)
    #expect(abs(ExactMath.log(1e-15) + 34.538_776_394_910_684) < 1e-13)
    for x in [-9.5, -0.3, 0, 0.7, 33] { #expect(abs(ExactMath.log(ExactMath.exp(x)) - x) < 1e-13) }
  }
}

@Suite("The true model on events")
struct TrueModelEventTests {
  let model = TrueModel.shop
  static let agent =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"

  func batch(_ urls: [String], referrer: String, agent: String) -> EventBatch {
    var batch = EventBatch()
    for (place, url) in urls.enumerated() {
      var row = EventRow(
        time: RecordTime(start: Timestamp(nanoseconds: Int64(place)), fractionDigits: 0))
      row.url = batch.text.store(Array(url.utf8).span)
      row.agent = batch.text.store(Array(agent.utf8).span)
      if place == 0 { row.referrer = batch.text.store(Array(referrer.utf8).span) }
      batch.rows.append(row)
    }
    return batch
  }

  @Test("raw events and events at rest have the same probability", arguments: TrueOutcome.allCases)
  func atRest(outcome: TrueOutcome) throws {
    let raw = batch(
      [
        "https://shop.example/product/rain-coat-3?session=4#top", "/search?q=tent&page=2",
        "https://shop.example/cart/added?id=3", "/checkout/address",
      ], referrer: "https://www.google.com/search?q=coat", agent: TrueModelEventTests.agent)
    let rest = batch(
      ["/product/rain-coat-3", "/search?q=tent", "/cart/added", "/checkout/address"],
      referrer: "https://www.google.com/search?q=coat", agent: "Safari mobile")
    for end in 1...4 {
      let first = try #require(model.probability(outcome: outcome.name, in: raw, rows: 0..<end))
      let second = try #require(model.probability(outcome: outcome.name, in: rest, rows: 0..<end))
      #expect(first == second)
      #expect(first > 0 && first < 1)
    }
    let state = try #require(TrueModel.state(of: raw, 0..<4))
    var expected = VisitState(device: .mobile, medium: .search, first: .product)
    for step in [Step.search, .added, .checkout] { expected = expected.after(step) }
    #expect(state == expected)
  }

  @Test("device and medium are told from raw and from reduced fields")
  func entry() {
    #expect(Device(agent: Array("Safari tablet".utf8).span) == .tablet)
    #expect(Device(agent: Array("Chrome desktop".utf8).span) == .desktop)
    #expect(Device(agent: Array("Mozilla/5.0 (iPad; ) Mobile/15E148".utf8).span) == .tablet)
    let campaign = batch(["/?utm_source=n&utm_medium=email"], referrer: "", agent: "x")
    #expect(TrueModel.state(of: campaign, 0..<1)?.medium == .campaign)
    let social = batch(["/"], referrer: "https://www.reddit.com/r/hiking", agent: "x")
    #expect(TrueModel.state(of: social, 0..<1)?.medium == .social)
    let own = batch(["/"], referrer: "https://shop.example/help/sizes", agent: "x")
    #expect(TrueModel.state(of: own, 0..<1)?.medium == .direct)
  }

  @Test("foreign pages change nothing, unknown outcomes have no probability")
  func foreign() {
    let events = batch(["/", "/blog/post", "/help/sizes"], referrer: "", agent: "Chrome desktop")
    let without = batch(["/", "/help/sizes"], referrer: "", agent: "Chrome desktop")
    #expect(TrueModel.state(of: events, 0..<3) == TrueModel.state(of: without, 0..<2))
    #expect(model.probability(outcome: "refund", in: events, rows: 0..<1) == nil)
    #expect(model.probability(outcome: "purchase", in: events, rows: 1..<2) == nil)
    #expect(model.probability(outcome: "purchase", in: events, rows: 0..<0) == nil)
  }

  @Test("a visit of which only the later part may be used still has a probability")
  func laterPart() throws {
    let events = batch(
      ["/checkout/address", "/help/payment"], referrer: "https://shop.example/cart/added",
      agent: "Chrome desktop")
    for end in 1...2 {
      for outcome in TrueOutcome.allCases {
        let probability = model.probability(outcome: outcome.name, in: events, rows: 0..<end)
        #expect(try #require(probability) > 0.001)
      }
    }
    for index in 0..<VisitState.count where VisitState(index: index).isReachable {
      for step in Step.allCases { #expect(VisitState(index: index).after(step).isReachable) }
    }
  }

  @Test("every step is known again by its own pages' addresses", arguments: Step.allCases)
  func addresses(step: Step) {
    var random = SeededRandom(seed: 5, .visit, step.rawValue)
    for _ in 0..<50 {
      var page = PageAddress(step, &random)
      if random.isTrue(perMille: 500) { page.addCampaign(&random) }
      #expect(Step(url: page.target.span) == step)
      #expect(Step(url: page.url.span) == step)
      for outcome in TrueOutcome.allCases {
        let contains = String(decoding: page.url, as: UTF8.self).contains(outcome.urlPart)
        #expect(contains == (outcome.step == step))
      }
    }
  }
}
