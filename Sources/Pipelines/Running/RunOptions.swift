public import Bytes
public import Events

/// The stages of the main job, in order.
public enum PipelineStage: String, Sendable, CaseIterable, Comparable {
  case ingest, consent, sessionize, train, export

  /// Whether `a` comes before `b`.
  public static func < (a: PipelineStage, b: PipelineStage) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}

/// What a run is told besides its pipeline file.
public struct RunOptions: Sendable {
  /// P: the moment at which the data are used.
  public var asOf: Timestamp
  /// Whether P was asked for, rather than being the present moment.
  public var isAsOfGiven = false
  /// K: the part of the statements that is known; up to P unless given.
  public var knownAt: LedgerPosition?
  /// The nights to read, oldest first; empty for all files.
  public var days: [CivilDate] = []
  /// The last stage to do.
  public var untilStage = PipelineStage.export
  /// How many files are worked on side by side.
  public var jobs = 1
  /// The workspace in place of the pipeline file's.
  public var workspace: String?
  /// The most memory to use, in bytes; half of the machine's unless given.
  public var memory: Int?
  /// Whether to wait for another run that holds the workspace.
  public var waits = false
  /// Whether to forget what lies at rest and build all tables from the logs that are there.
  public var rebuilds = false
  /// Whether to read no log, and to rebuild and retrain what statements that were learned since the last
  /// run reach.
  public var rebuildsAffected = false
  /// The file of the key that what lies at rest has, where the run gives it the pipeline's; see
  /// ``WorkspaceRekeying``.
  var rekeysFrom: String?
  /// Whether and how work under way is shown.
  public var progress = ProgressStyle.silent
  /// Where metrics are written in Prometheus' text form; `metrics.prom` in the workspace unless given.
  public var metrics: String?
  /// Whether to say what would be read and written, and do nothing.
  public var isDryRun = false

  /// A run whose data are used at `asOf`.
  public init(asOf: Timestamp) {
    self.asOf = asOf
  }

  /// All days from `since` up to and not including `until`.
  public static func days(since: CivilDate, until: CivilDate) -> [CivilDate] {
    guard since.dayNumber < until.dayNumber else { return [] }
    return (since.dayNumber..<until.dayNumber).map { CivilDate(dayNumber: $0) }
  }
}
