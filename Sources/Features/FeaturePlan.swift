import Events

/// A specification made ready to run: its recipes as flat values over shared bytes and bins.
struct FeaturePlan: Sendable {
  /// A recipe whose field and bins lie in the plan's own arrays.
  struct Step: Sendable {
    var kind: FeatureKind
    var prefix: Range<Int>
    var bins: Range<Int>
    var limit: Int
  }

  /// Steps that read each event and whose features stay.
  private(set) var perEvent: [Step] = []
  /// Steps that read the first event alone.
  private(set) var atEntry: [Step] = []
  /// Steps that read the visitor's history.
  private(set) var atStart: [Step] = []
  /// Steps whose features hold for one prefix alone.
  private(set) var perPrefix: [Step] = []
  /// The fields of all steps, each with its separator.
  private(set) var prefixes: [UInt8] = []
  /// The bins of all steps.
  private(set) var bins: [Double] = []
  let outcomes: [[UInt8]]
  let siteHosts: [[UInt8]]
  let zone: SiteZone
  let mask: UInt32
  /// How many names are counted; 0 where no step needs them.
  private(set) var countedNames = 0
  /// How many segments of a path any step needs.
  private(set) var pathDepth = 1

  init(_ spec: FeatureSpec) throws(FeatureSpecError) {
    try spec.validate()
    guard let zone = spec.zone.siteZone else { throw .noZone }
    self.zone = zone
    mask = UInt32((1 << spec.bits) - 1)
    outcomes = spec.outcomes.map { Array($0.utf8) }
    siteHosts = spec.siteHosts.map { Array($0.utf8) }
    for recipe in spec.recipes { add(recipe) }
  }

  private mutating func add(_ recipe: FeatureRecipe) {
    let prefixStart = prefixes.count
    prefixes.append(contentsOf: recipe.field.utf8)
    prefixes.append(0x1F)
    let binStart = bins.count
    bins.append(contentsOf: recipe.bins ?? [])
    let step = Step(
      kind: recipe.kind, prefix: prefixStart..<prefixes.count, bins: binStart..<bins.count,
      limit: recipe.limit ?? 0)
    if recipe.kind == .pathSeen || recipe.kind == .lastPath {
      pathDepth = max(pathDepth, step.limit)
    }
    switch recipe.kind {
    case .eventSeen, .pathSeen, .titleSeen, .searchTerm, .attributeText, .attributeNumber:
      perEvent.append(step)
    case .referrerMedium, .campaignSource, .campaignMedium, .campaignName, .device:
      atEntry.append(step)
    case .earlierSessions, .earlierEvents, .earlierOutcome, .sinceLastSession:
      atStart.append(step)
    case .eventCount:
      countedNames = max(countedNames, step.limit)
      perPrefix.append(step)
    case .eventTotal, .lastEvent, .lastPair, .lastPath, .hour, .weekday, .elapsed, .dwell:
      perPrefix.append(step)
    }
  }

  /// How many of the step's bins a number reaches.
  func bucket(_ number: Double, _ step: Step) -> Int {
    var low = step.bins.lowerBound
    var high = step.bins.upperBound
    while low < high {
      let middle = (low + high) / 2
      if bins[middle] <= number { low = middle + 1 } else { high = middle }
    }
    return low - step.bins.lowerBound
  }
}
