import Bytes

/// What `truth.json` says: counts, the law, and how well the best possible model can do.
///
/// - `seed`, `settings`: what made the traffic; `format`: the version of this file, 1.
/// - `counts`: visits, events and lines by kind, statements by action, consent plans by kind.
/// - `outcomes.NAME`: `isPositive`, the pattern (`event`, `urlContains`), and for the prefixes of
///   visits that consent covers wholly, after 1, 2, 3, 5, 8, 13, … events and before the
///   achievement: `visits`, `achievingVisits`, `prefixes`, `positivePrefixes`, and the true model's
///   `logLoss` and `auc` beside the base rate's `baseRate` and `baseLogLoss`, once with the weight of
///   each visit shared by its prefixes (`byVisit`), once with weight 1 each (`byPrefix`). A visit's
///   number of prefixes depends on its future, so by visit the truth is a reference, and a model
///   fitted to those weights may pass it by a little; by prefix it is the best reachable.
/// - `model.scale`: what a state's shares sum to, leaving included. `model.states`: for each state
///   its `device`, `medium`, `last` step, `products` looked at (2: two or more), `cart`, the `shares`
///   of the steps that may follow (the rest leaves), and the `probability` of each outcome later.
///   A step's next state: `last` is the step; `product` adds a product; `added` fills the cart.
struct TruthReport {
  private let settings: SimulationSettings
  private let model: TrueModel
  private var visits = Tally()
  private var events = Tally()
  private var statements = Tally()
  private var plans = Tally()
  private var byVisit = TrueOutcome.allCases.map { _ in OutcomeScores() }
  private var byPrefix = TrueOutcome.allCases.map { _ in OutcomeScores() }

  init(_ settings: SimulationSettings, _ model: TrueModel) {
    self.settings = settings
    self.model = model
  }

  /// Counts a visitor by the kind of consent plan.
  mutating func count(_ consent: ConsentPlan) {
    plans.add(consent.kind.rawValue)
  }

  /// Counts a statement.
  mutating func count(_ statement: Statement) {
    statements.add(statement.action.description)
    if statement.appendedAt - statement.at > 7 * 86_400 {
      statements.add("backdated")
    } else if statement.appendedAt - statement.at > 43_200 {
      statements.add("late")
    }
    if statement.flaw != .none { statements.add("invalid") }
  }

  /// Counts a visit, and scores the true model on it where consent covers it wholly.
  mutating func score(
    _ visit: Visit, _ moments: [Visit.Moment], of visitor: Visitor, _ consent: ConsentPlan
  ) {
    visits.add(visit.reporter == .webServer ? "webServer" : "collector")
    for moment in moments { events.add(moment.step.name) }
    guard let last = moments.last else { return }
    switch consent.covers(from: visit.start, to: last.time) {
    case .none: visits.add("withoutConsent")
    case .part: visits.add("partlyCovered")
    case .whole:
      visits.add("scored")
      score(moments, visitor.device, visit.medium)
    }
  }

  private mutating func score(_ moments: [Visit.Moment], _ device: Device, _ medium: Medium) {
    var states: [Int] = []
    var state = VisitState(device: device, medium: medium, first: moments[0].step)
    for (place, moment) in moments.enumerated() {
      if place > 0 { state = state.after(moment.step) }
      states.append(state.index)
    }
    for outcome in TrueOutcome.allCases {
      let achieved = moments.firstIndex { $0.step == outcome.step }
      let end = achieved ?? moments.count
      let scored = (0..<end).filter { OutcomeScores.isScored(events: $0 + 1) }.map { states[$0] }
      byVisit[outcome.rawValue].add(
        states: scored, isAchieved: achieved != nil, isWeighted: true)
      byPrefix[outcome.rawValue].add(
        states: scored, isAchieved: achieved != nil, isWeighted: false)
    }
  }

  /// The scores of an outcome with the weight of each visit shared by its prefixes, and the true
  /// probabilities by state.
  func scores(_ outcome: TrueOutcome) -> (scores: OutcomeScores, probabilities: [Double]) {
    (byVisit[outcome.rawValue], model.probabilities[outcome.rawValue])
  }

  /// The file's bytes.
  func bytes(lines: Tally) -> [UInt8] {
    var text: [UInt8] = []
    let outcomes = TrueOutcome.allCases.map { ($0.name, tree($0)) }
    let report: [String: JSONTree] = [
      "format": .whole(1), "seed": .text(String(settings.seed)),
      "settings": .object([
        "days": .whole(settings.days), "start": .text(settings.start.isoDate),
        "visitors": .whole(settings.visitors),
      ]),
      "counts": .object([
        "visits": TruthReport.tree(visits), "events": TruthReport.tree(events),
        "lines": TruthReport.tree(lines), "statements": TruthReport.tree(statements),
        "consentPlans": TruthReport.tree(plans),
      ]),
      "outcomes": .object(Dictionary(uniqueKeysWithValues: outcomes)),
      "model": TruthReport.tree(model),
    ]
    JSONTree.object(report).append(to: &text, depth: 3)
    text.append(0x0A)
    return text
  }

  private func tree(_ outcome: TrueOutcome) -> JSONTree {
    .object([
      "isPositive": .flag(outcome.isPositive), "event": .text("page_viewed"),
      "urlContains": .text(outcome.urlPart),
      "byVisit": tree(byVisit[outcome.rawValue], outcome),
      "byPrefix": tree(byPrefix[outcome.rawValue], outcome),
    ])
  }

  private func tree(_ scores: OutcomeScores, _ outcome: TrueOutcome) -> JSONTree {
    let truth = model.probabilities[outcome.rawValue]
    return .object([
      "visits": .whole(scores.visits), "achievingVisits": .whole(scores.achievingVisits),
      "prefixes": .whole(scores.prefixes), "positivePrefixes": .whole(scores.positivePrefixes),
      "logLoss": .number(scores.logLoss(truth)), "auc": .number(scores.auc(truth)),
      "baseRate": .number(scores.baseRate), "baseLogLoss": .number(scores.baseLogLoss),
    ])
  }

  private static func tree(_ tally: Tally) -> JSONTree {
    .object(tally.counts.mapValues { .whole($0) })
  }

  private static func tree(_ model: TrueModel) -> JSONTree {
    let states = (0..<VisitState.count).map(VisitState.init(index:)).filter(\.isReachable)
    return .object([
      "scale": .whole(AbsorbingChain.scale),
      "states": .list(states.map { tree($0, model) }),
    ])
  }

  private static func tree(_ state: VisitState, _ model: TrueModel) -> JSONTree {
    let shares = model.chain.ways[state.index].map {
      (Step.allCases[$0.step].name, JSONTree.whole($0.share))
    }
    let probabilities = TrueOutcome.allCases.map {
      ($0.name, JSONTree.number(model.probabilities[$0.rawValue][state.index]))
    }
    return .object([
      "device": .text(state.device.name), "medium": .text(state.medium.name),
      "last": .text(state.last.name), "products": .whole(state.products),
      "cart": .flag(state.hasCart),
      "shares": .object(Dictionary(uniqueKeysWithValues: shares)),
      "probability": .object(Dictionary(uniqueKeysWithValues: probabilities)),
    ])
  }
}
