public import Consent
public import Events
public import Journeys

/// A pipeline file, read and checked.
public struct PipelineConfiguration: Sendable {
  /// The pipeline file's path.
  public var file: String
  /// SHA-256 of the pipeline file's text.
  public var digest: String
  /// The organisation whose site it is.
  public var controller: String
  /// The purposes that it has declared.
  public var purposes: PurposeList
  /// The workspace's folder.
  public var workspace: String
  /// The path of the key that pseudonyms are made with.
  public var pseudonymKey: String
  /// Where logs are read from.
  public var logs: [LogSource]
  /// The file of the consent ledger; nil where statements are read from files alone.
  public var ledger: String?
  /// Patterns of the files with consent statements.
  public var statements: [String]
  /// The rules of consent, with the three gates.
  public var consent: ConsentPolicy
  /// The rules of sessions; `asOf` is filled in by the run.
  public var sessions: SessionRules
  /// How much older than the mark an event may be; nil for no limit.
  public var acceptLate: Duration?
  /// What is particular to the site.
  public var site: SiteSettings
  /// The outcomes that are learned.
  public var outcomes: [OutcomeDefinition]
  /// How they are learned.
  public var training: LearningSettings
  /// What is borne of bad input.
  public var limits: InputLimits
  /// How many rejected lines are borne.
  public var rejectLimits: RejectLimits
}

/// One entry of a pipeline's logs: files of one format.
public struct LogSource: Sendable, Equatable {
  /// By what the entry is known wherever records are counted by where they come from.
  public var name: String
  /// A pattern of the shell; `{date}` stands for the night's day.
  public var path: String
  /// The format's name, or the server's own format string.
  public var format: String
  /// Who the visitor is: `cookie:NAME`, `field:NAME`, `host+agent`; nil where the format says.
  public var visitor: String?
  /// Where the fields of JSON logs are: `event=PATH,…`.
  public var fields: String?
  /// Whether every request is an event, not pages alone.
  public var keepAll: Bool
  /// What of its records is taken for statements; nil for nothing.
  public var statements: LogStatements?
  /// The entry's line in the pipeline file.
  public var line: Int?
}

/// What is particular to a site.
public struct SiteSettings: Sendable {
  /// The zone of the site's days and hours.
  public var timeZone = "UTC"
  /// The keys of URL queries that are kept at rest.
  public var keepQuery = ["q", "utm_source", "utm_medium", "utm_campaign"]
  /// The extensions of files that are no pages; nil for the built-in list.
  public var assets: [String]?

  /// The defaults.
  public init() {}
}

/// How outcomes are learned.
public struct LearningSettings: Sendable, Equatable {
  /// The number of weights is two to this power.
  public var bits = 18
  /// The weight of ½‖w‖² against the sum of losses; nil where it is chosen on held-out visitors.
  public var l2: Double?
  /// How many sessions with, and how many without, an outcome needs to be learned.
  public var minimumSessions = 500
  /// For how many days there must not be no training session at all; nil for any number.
  public var maximumGapDays: Int? = 7
  /// The share of training sessions without the outcome that train.
  public var keepNotAchieved = 1.0
  /// Whether models of fewer visitors are trained too, to tell what more data would be worth.
  public var learningCurve = false
  /// The calibration error up to which a model may take over from the one in place.
  public var maximumEce = 0.05
  /// How many visitors must show a feature for it to get a weight.
  public var minimumSupport = 20
  /// Pairs of fields whose values are crossed, such as `[device, hour]`.
  public var crosses: [[String]] = []
  /// After how many days without a new model a scorer must stop.
  public var expiresAfterDays = 30

  /// The defaults.
  public init() {}
}

/// What is borne of bad input, file by file.
public struct InputLimits: Sendable, Equatable {
  /// The longest line in bytes.
  public var maximumLineBytes = 8 << 20
  /// The largest expansion of compressed data past 64 MB; nil for none.
  public var maximumRatio: Int? = 200
  /// What to do with a damaged file.
  public var onCorrupt = CorruptionPolicy.fail

  /// The defaults.
  public init() {}
}

/// What to do with a damaged file.
public enum CorruptionPolicy: String, Sendable, CaseIterable {
  /// Publish nothing of it.
  case fail
  /// Keep the whole lines before the damage, reject the one that it cut.
  case salvage
}
