import Bytes
public import Events

/// The law that the made-up visitors follow, and from it the exact probability of each outcome.
///
/// A visit is an absorbing Markov chain over states that anyone can see in its events: the device,
/// the way it came by, the last step, the products looked at (0, 1, 2 or more) and whether anything
/// is in the cart. Nothing else moves a visitor, so the probability given a state is the probability
/// given the events, and no scorer can know better.
public struct TrueModel: Sendable {
  /// The chain's transitions.
  let chain: AbsorbingChain
  /// The probability of each outcome strictly later, by outcome and state.
  let probabilities: [[Double]]

  /// The shop's own law, the same for every seed.
  public static let shop = TrueModel()

  init() {
    let chain = AbsorbingChain(ways: (0..<VisitState.count).map(TrueModel.ways(from:)))
    self.chain = chain
    probabilities = TrueOutcome.allCases.map { outcome in
      (0..<VisitState.blocks).flatMap { block in
        chain.probabilities(
          ofStep: outcome.step.rawValue,
          in: block * VisitState.perBlock..<(block + 1) * VisitState.perBlock)
      }
    }
  }

  /// The exact probability that an outcome is achieved strictly after the given events, in their
  /// visit.
  ///
  /// The state is found from the events' addresses, the first one's referrer and agent, raw or at
  /// rest. Pages that are not the shop's own change nothing.
  ///
  /// - Parameters:
  ///   - outcome: `purchase`, `signup` or `abandonment`.
  ///   - events: the batch that holds them.
  ///   - rows: the places of a session's first events in the batch, in order.
  /// - Returns: nil where there is no such outcome or none of the pages is the shop's.
  public func probability(
    outcome: String, in events: borrowing EventBatch, rows: Range<Int>
  ) -> Double? {
    guard let outcome = TrueOutcome(name: outcome),
      let state = TrueModel.state(of: events, rows)
    else { return nil }
    return probabilities[outcome.rawValue][state.index]
  }

  /// The state that a session's first events amount to; nil where none is the shop's.
  static func state(of events: borrowing EventBatch, _ rows: Range<Int>) -> VisitState? {
    guard let first = rows.first else { return nil }
    let text = events.text.span
    let entry = events.rows[first]
    let device = Device(agent: text.extracting(entry.agent.indices))
    let medium = Medium(
      url: text.extracting(entry.url.indices), referrer: text.extracting(entry.referrer.indices))
    var state: VisitState?
    for row in rows {
      let url = events.rows[row].url
      guard !url.isEmpty, let step = Step(url: text.extracting(url.indices)) else { continue }
      state = state?.after(step) ?? VisitState(device: device, medium: medium, first: step)
    }
    return state
  }

  /// Draws the step that follows; nil when the visit ends.
  func step(after state: VisitState, _ random: inout SeededRandom) -> Step? {
    var rest = random.below(AbsorbingChain.scale)
    for way in chain.ways[state.index] {
      if rest < way.share { return Step.allCases[way.step] }
      rest -= way.share
    }
    return nil
  }

  /// The ways out of a state, from the shop's figures.
  private static func ways(from index: Int) -> [AbsorbingChain.Way] {
    let state = VisitState(index: index)
    guard state.isReachable else { return [] }
    var values = Step.allCases.map { value(of: state.after($0), on: $0) }
    values.append(.zero)
    let shares = ChainFitting.distribution(
      weights: ShopBehaviour.weights(after: state), values: values, wish: wish(in: state))
    return Step.allCases.compactMap { step in
      let share = Int(shares[step.rawValue] * Double(AbsorbingChain.scale))
      guard share > 0 else { return nil }
      return AbsorbingChain.Way(
        step: step.rawValue, next: state.after(step).index, share: share)
    }
  }

  private static func wish(in state: VisitState) -> SIMD4<Double> {
    var wish = SIMD4<Double>.zero
    for (index, logOdds) in ShopBehaviour.wishedLogOdds(state).enumerated() {
      wish[index] = ExactMath.logistic(logOdds)
    }
    return wish
  }

  private static func value(of state: VisitState, on step: Step) -> SIMD4<Double> {
    var value = wish(in: state)
    for outcome in TrueOutcome.allCases where outcome.step == step { value[outcome.rawValue] = 1 }
    return value
  }
}
