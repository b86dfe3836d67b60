import Bytes
import Events

/// A specification made ready to run: its recipes as flat values over shared bytes and bins.
struct FeaturePlan: Sendable {
  /// A recipe whose field and bins lie in the plan's own arrays.
  struct Step: Sendable {
    var kind: FeatureKind
    var prefix: Range<Int>
    var bins: Range<Int>
    var limit: Int
    /// Where the value is kept for crosses; nil where none needs it.
    var register: Int?
    /// Where in ``FeaturePlan/numberSlots`` the slots of the step's numbers stand, from 0 on.
    var numberSlots: Range<Int> = 0..<0
    /// Which of ``FeaturePlan/namedBins`` are the step's.
    var named: Range<Int> = 0..<0
  }

  /// Bins of attributes of one name.
  struct NamedBins: Sendable {
    /// The name, in ``FeaturePlan/prefixes``.
    var name: Range<Int>
    var bins: Range<Int>
  }

  /// The values of two steps as one feature.
  struct Cross: Sendable {
    var prefix: Range<Int>
    var first: Int
    var second: Int
  }

  /// Steps that read each event and whose features stay.
  private(set) var perEvent: [Step] = []
  /// Steps that read the first event alone.
  private(set) var atEntry: [Step] = []
  /// Steps that read the visitor's history.
  private(set) var atStart: [Step] = []
  /// Steps whose features hold for one prefix alone.
  private(set) var perPrefix: [Step] = []
  /// The slots of small numbers, hashed once instead of at each prefix.
  private(set) var numberSlots: [UInt32] = []
  /// The crosses of steps above.
  private(set) var crosses: [Cross] = []
  /// How many values are kept for crosses.
  private(set) var registerCount = 0
  /// Bins of attributes by name, each step's by the names' bytes.
  private(set) var namedBins: [NamedBins] = []
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
    var registers: [String: Int] = [:]
    for name in spec.recipes.flatMap({ $0.of ?? [] }) where registers[name] == nil {
      registers[name] = registers.count
    }
    registerCount = registers.count
    for recipe in spec.recipes { add(recipe, registers) }
  }

  private mutating func add(_ recipe: FeatureRecipe, _ registers: [String: Int]) {
    let prefixStart = prefixes.count
    prefixes.append(contentsOf: recipe.field.utf8)
    prefixes.append(0x1F)
    let prefix = prefixStart..<prefixes.count
    var step = Step(
      kind: recipe.kind, prefix: prefix, bins: store(recipe.bins ?? []),
      limit: recipe.limit ?? 0, register: registers[recipe.field],
      named: store(recipe.binsByName ?? [:]))
    step.numberSlots = storeNumberSlots(step)
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
    case .cross:
      let places = (recipe.of ?? []).compactMap { registers[$0] }
      crosses.append(Cross(prefix: step.prefix, first: places[0], second: places[1]))
    case .eventTotal, .lastEvent, .lastPair, .lastPath, .hour, .weekday, .elapsed, .dwell:
      perPrefix.append(step)
    }
  }

  /// The slots of a step whose one value is an hour, a weekday or a bucket.
  private mutating func storeNumberSlots(_ step: Step) -> Range<Int> {
    let count: Int
    switch step.kind {
    case .hour: count = 24
    case .weekday: count = 7
    case .eventTotal, .elapsed, .dwell, .earlierSessions, .earlierEvents, .sinceLastSession:
      count = step.bins.count + 1
    default: count = 0
    }
    let start = numberSlots.count
    for number in 0..<count {
      var text = Array(prefixes[step.prefix])
      text.append(decimal: number)
      numberSlots.append(murmurHash3(text.span) & mask)
    }
    return start..<numberSlots.count
  }

  private mutating func store(_ edges: [Double]) -> Range<Int> {
    let start = bins.count
    bins.append(contentsOf: edges)
    return start..<bins.count
  }

  private mutating func store(_ edgesByName: [String: [Double]]) -> Range<Int> {
    let start = namedBins.count
    let sorted = edgesByName.map { (name: Array($0.key.utf8), edges: $0.value) }
      .sorted { $0.name.lexicographicallyPrecedes($1.name) }
    for (name, edges) in sorted {
      let nameStart = prefixes.count
      prefixes.append(contentsOf: name)
      namedBins.append(NamedBins(name: nameStart..<prefixes.count, bins: store(edges)))
    }
    return start..<namedBins.count
  }

  /// How many of the step's bins a number reaches.
  func bucket(_ number: Double, _ step: Step) -> Int { bucket(number, step.bins) }

  /// How many of the bins for an attribute of this name a number reaches: its own, else the step's.
  func bucket(_ number: Double, _ name: Span<UInt8>, _ step: Step) -> Int {
    var low = step.named.lowerBound
    var high = step.named.upperBound
    while low < high {
      let middle = (low + high) / 2
      let order = prefixes.span.extracting(namedBins[middle].name).compare(to: name)
      if order == 0 { return bucket(number, namedBins[middle].bins) }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return bucket(number, step.bins)
  }

  private func bucket(_ number: Double, _ range: Range<Int>) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if bins[middle] <= number { low = middle + 1 } else { high = middle }
    }
    return low - range.lowerBound
  }
}
