import Bytes
import Consent
import Events
import Journeys
import Workspace

/// What all buckets of a run are made by.
struct BucketRules: Sendable {
  /// The consent that the run knows, links of tonight's events and all.
  var register: ConsentRegister
  /// The consent by which tonight's events were judged when they were read; nil where it is the same.
  var atIntake: ConsentRegister?
  /// The tokens of customers who may not be known.
  var tokens: ConsentTokens
  /// The names of where events come from.
  var sources: SourceNames
  var sessions: SessionRules
  /// The outcomes of each purpose, in the order of the purposes.
  var outcomes: [OutcomeSet]
  /// P of the run that wrote what lies at rest; nil where nothing does, or its rules were others.
  var earlierAsOf: Timestamp?
  /// Whether sessions are formed, and whether they are handed on for learning.
  var makesSessions: Bool
  var keepsSessions: Bool
  /// How many events are taken up at once.
  var maximumEvents: Int
  /// Whether all partitions are made anew, since what made them has changed.
  var writesAll: Bool
}

/// What came of one bucket, or of several together.
struct BucketResult: Sendable {
  /// The partitions that hold something.
  var tables: [TableFile] = []
  /// The events at rest before, those that stay, and the others by reason.
  var atRest = RestTally()
  /// Tonight's kept events that are not permitted after all, since links have been made since.
  var droppedNew = DropCounter()
  /// What changed among the events dropped for all purposes.
  var dropped = DropCounter()
  /// The permitted events by purpose.
  var kept: KeptCounter
  /// For each purpose the permitted events that it may not use.
  var ownDropped: [DropCounter] = []
  /// For each purpose how its sessions were formed.
  var sessions: [SessionTally] = []
  /// For each purpose and outcome how many sessions reached it.
  var reached: [[Int]] = []
  /// For each purpose its sessions, where they are handed on.
  var journeys: [SessionTable] = []
  /// The events that are permitted.
  var permitted = 0

  init(purposes: Int, outcomes: [OutcomeSet]) {
    kept = KeptCounter(purposes: purposes)
    ownDropped = Array(repeating: DropCounter(), count: purposes)
    sessions = Array(repeating: SessionTally(), count: purposes)
    reached = outcomes.map { Array(repeating: 0, count: $0.definitions.count) }
    journeys = Array(repeating: SessionTable(), count: purposes)
  }
}

/// What became of events at rest as they were judged again.
struct RestTally: Sendable {
  var events = 0
  var stayed = 0
  var dropped = DropCounter()
}

/// Judges all events of one bucket, old and new, and writes its partitions of every table.
///
/// A bucket is taken up in as many ranges of visitors as memory asks for, one after the other; the
/// partitions are the same whatever the ranges. A partition in which nothing has changed is given
/// its new place as it is.
struct BucketPass {
  let bucket: Int
  let rules: BucketRules
  let source: BucketSource
  let store: PartitionStore

  /// How many bytes of text ranges share at the most.
  private static let maximumSharedText = 8 << 20

  func run() throws -> BucketResult {
    var result = BucketResult(purposes: rules.outcomes.count, outcomes: rules.outcomes)
    let ranges = source.ranges(maximumEvents: rules.maximumEvents)
    var writer = BucketWriter(
      bucket: bucket, store: store, purposes: rules.register.context.purposes.names)
    if ranges.count > 1 || rules.writesAll { writer.takeAllAsChanged() }
    var texts = BucketTexts(source)
    for range in ranges {
      var unit = try BucketUnit(source, range, rules, &texts)
      unit.judge(rules, &result)
      unit.formSessions(rules, &result)
      try unit.write(rules, &writer, &result)
      unit.giveBack(&texts)
      if !source.isFresh || texts.pool.bytes.count > BucketPass.maximumSharedText {
        texts.removeAll()
      }
    }
    result.tables = try writer.finish(makesSessions: rules.makesSessions)
    return result
  }
}
