import Bytes
public import Events

/// What is known of a session after some of its events, ready to become a vector.
///
/// Adding an event costs its own features; emitting costs the features that are in the vector.
public struct PrefixState: Sendable {
  let plan: FeaturePlan
  /// The features that stay once they are there.
  var lasting = SlotSet()
  /// The features of the prefix at hand alone.
  var passing: [UInt32] = []
  /// The text of the feature at hand.
  var scratch: [UInt8] = []
  var counts = NameCounts()
  var path = PathSegments()
  /// The last page's path.
  var lastPath = PathSegments()
  /// Name and first segment of the last event and of the one before.
  var lastEvent: [UInt8] = []
  var eventBefore: [UInt8] = []
  /// How many events were added.
  public private(set) var eventCount = 0
  var firstTime = Timestamp.distantPast
  var lastTime = Timestamp.distantPast
  var timeBefore = Timestamp.distantPast
  var crossValues: CrossValues
  private let keepsNames: Bool
  private var lastingNames = NameLog()
  private var passingNames = NameLog()
  /// How many of the lasting names were handed on.
  private var handedNames = 0

  init(_ plan: FeaturePlan, _ history: VisitorHistory, keepsNames: Bool) {
    self.plan = plan
    self.keepsNames = keepsNames
    crossValues = CrossValues(count: plan.registerCount)
    begin(history)
  }

  /// Begins another session, keeping the room that this one took.
  public mutating func restart(history: VisitorHistory) {
    lasting.removeAll()
    counts.removeAll()
    lastPath.removeAll()
    lastEvent.removeAll(keepingCapacity: true)
    eventBefore.removeAll(keepingCapacity: true)
    eventCount = 0
    lastingNames.removeAll()
    handedNames = 0
    crossValues.removeAll()
    begin(history)
  }

  /// Takes the session's next event.
  ///
  /// - Parameters:
  ///   - row: the event.
  ///   - text: its batch's text.
  public mutating func add(_ row: EventRow, text: Span<UInt8>) {
    path.take(text.extracting(row.url.indices), limit: plan.pathDepth)
    if eventCount == 0 {
      firstTime = row.time.start
      addEntry(row, text)
    }
    timeBefore = lastTime
    lastTime = row.time.start
    eventCount += 1
    addEvent(row, text)
    let name = text.extracting(row.event.indices)
    if plan.countedNames > 0 { counts.add(name, limit: plan.countedNames) }
    swap(&lastEvent, &eventBefore)
    lastEvent.removeAll(keepingCapacity: true)
    lastEvent.append(name)
    lastEvent.append(0x1F)
    if !path.isEmpty {
      lastEvent.append(contentsOf: path.bytes[path.part(1)])
      swap(&path, &lastPath)
    }
  }

  /// The features of the events added so far.
  ///
  /// - Parameter vector: is emptied first.
  public mutating func emit(into vector: inout SparseVector) {
    passing.removeAll(keepingCapacity: true)
    passingNames.removeAll()
    addPassing()
    addCrosses()
    passing.sort()
    lasting.merge()
    vector.removeAll()
    mergeUnique(lasting.sorted, passing) { vector.append(present: $0) }
  }

  /// The texts of the features that the last call of ``emit(into:)`` gave, by slot and then by bytes.
  ///
  /// Empty unless the state was made to keep names.
  public func names() -> [FeatureName] {
    var all: Set<FeatureName> = []
    lastingNames.forEach { all.insert(FeatureName(slot: $0, text: [UInt8](bytes: $1))) }
    passingNames.forEach { all.insert(FeatureName(slot: $0, text: [UInt8](bytes: $1))) }
    return all.sorted {
      $0.slot != $1.slot ? $0.slot < $1.slot : $0.text.span.compare(to: $1.text.span) < 0
    }
  }

  /// Hands each text of the last call of ``emit(into:)`` that was not handed on before, with its slot.
  ///
  /// A text may come several times. Empty unless the state was made to keep names.
  package mutating func takeNames(_ body: (UInt32, Span<UInt8>) -> Void) {
    lastingNames.forEach(from: handedNames, body)
    handedNames = lastingNames.count
    passingNames.forEach(body)
  }

  /// The slot of a number, where nobody needs its text.
  func readySlot(_ number: Int, _ step: FeaturePlan.Step) -> UInt32? {
    guard !keepsNames, step.register == nil, number < step.numberSlots.count else { return nil }
    return plan.numberSlots[step.numberSlots.lowerBound + number]
  }

  /// Begins a feature's text with the step's field.
  mutating func open(_ step: FeaturePlan.Step) {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: plan.prefixes[step.prefix])
  }

  /// Ends a feature that stays.
  mutating func closeLasting() {
    let slot = murmurHash3(scratch.span) & plan.mask
    lasting.insert(slot)
    if keepsNames { lastingNames.append(slot, scratch) }
  }

  /// Ends a feature of the prefix at hand.
  mutating func closePassing() {
    let slot = murmurHash3(scratch.span) & plan.mask
    passing.append(slot)
    if keepsNames { passingNames.append(slot, scratch) }
  }

  /// Ends the one feature of a step that stays, and keeps its value where a cross needs it.
  mutating func closeLasting(_ step: FeaturePlan.Step) {
    keepValue(step)
    closeLasting()
  }

  /// Ends the one feature of a step of the prefix at hand, and keeps its value where a cross needs it.
  mutating func closePassing(_ step: FeaturePlan.Step) {
    keepValue(step)
    closePassing()
  }

  private mutating func keepValue(_ step: FeaturePlan.Step) {
    guard let register = step.register else { return }
    crossValues.set(register, scratch[step.prefix.count...])
  }
}
