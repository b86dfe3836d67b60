import Testing

@testable import Simulation

@Suite("How close a linear model can come")
struct LinearityTests {
  /// The places of a state's features: last step, products, cart, device, medium, and a constant.
  static func features(_ state: VisitState) -> [Int] {
    [
      state.last.rawValue, 14 + state.products, 17 + (state.hasCart ? 1 : 0),
      19 + state.device.rawValue, 22 + state.medium.rawValue, 26,
    ]
  }

  /// How often each state is a scored prefix of made-up visits.
  static let weights: [Double] = {
    var weights = [Double](repeating: 0, count: VisitState.count)
    guard let settings = try? SimulationSettings(seed: 3, visitors: 1500, days: 5) else {
      return weights
    }
    for number in 0..<settings.visitors {
      let visitor = Visitor(number, of: settings)
      for day in 0..<settings.days {
        for visit in Visit.planned(for: visitor, day: day, of: settings) {
          let moments = visit.moments(of: visitor, .shop, seed: settings.seed)
          var state = VisitState(
            device: visitor.device, medium: visit.medium, first: moments[0].step)
          for (place, moment) in moments.enumerated() {
            if place > 0 { state = state.after(moment.step) }
            if OutcomeScores.isScored(events: place + 1) { weights[state.index] += 1 }
          }
        }
      }
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }()

  @Test(
    "gradient descent on one-hot features nearly reaches the truth's expected log loss",
    arguments: TrueOutcome.allCases)
  func nearlyLinear(outcome: TrueOutcome) {
    let truth = TrueModel.shop.probabilities[outcome.rawValue]
    // A probability of an outcome whose own step was the last one is scored by nobody.
    let states = (0..<VisitState.count).filter {
      LinearityTests.weights[$0] > 0 && VisitState(index: $0).last != outcome.step
    }
    let features = states.map { LinearityTests.features(VisitState(index: $0)) }
    let total = states.reduce(0) { $0 + LinearityTests.weights[$1] }
    var coefficients = [Double](repeating: 0, count: 27)
    var fitted = [Double](repeating: 0, count: states.count)
    for _ in 0..<1500 {
      var gradient = [Double](repeating: 0, count: 27)
      for (place, state) in states.enumerated() {
        fitted[place] = ExactMath.logistic(features[place].reduce(0) { $0 + coefficients[$1] })
        let residual = LinearityTests.weights[state] * (fitted[place] - truth[state]) / total
        for feature in features[place] { gradient[feature] += residual }
      }
      for feature in coefficients.indices { coefficients[feature] -= 4 * gradient[feature] }
    }
    func loss(_ probability: (Int) -> Double) -> Double {
      states.indices.reduce(0) { sum, place in
        let p = truth[states[place]]
        let q = probability(place)
        let cross = p * ExactMath.log(q) + (1 - p) * ExactMath.log(1 - q)
        return sum - LinearityTests.weights[states[place]] * cross / total
      }
    }
    let best = loss { truth[states[$0]] }
    let linear = loss { fitted[$0] }
    let mean = states.reduce(0) { $0 + LinearityTests.weights[$1] * truth[$1] } / total
    let base = loss { _ in mean }
    #expect(linear >= best)
    #expect(linear < best * 1.01)
    #expect(best < base * 0.97)
    #expect(base - linear > 0.9 * (base - best))
  }
}
