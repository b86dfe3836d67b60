public import Bytes
public import Events
public import Features

/// What a bundle says of itself: `manifest.json`.
public struct BundleManifest: Codable, Equatable, Sendable {
  /// The version of the schema that the code writes.
  public static let currentVersion = 3
  /// The versions that it reads: 2 is without the line of ``calibration`` and some ``metrics``, 1 is
  /// without ``basis`` too.
  static let knownVersions = 1...currentVersion

  /// The outcome that the model foretells.
  public struct Outcome: Codable, Equatable, Sendable {
    /// Its name.
    public var name: String
    /// `maximise` or `minimise`.
    public var direction: String
    /// The purpose that the model was made for, the only one that it may serve.
    public var purpose: String
    /// Its patterns, as they were declared.
    public var definition: JSONTree?

    /// An outcome.
    public init(name: String, direction: String, purpose: String, definition: JSONTree? = nil) {
      self.name = name
      self.direction = direction
      self.purpose = purpose
      self.definition = definition
    }
  }

  /// The time in which training sessions start.
  public struct Window: Codable, Equatable, Sendable {
    /// The first one's start.
    public var from: Timestamp
    /// The moment before which all start.
    public var until: Timestamp

    /// A window.
    public init(from: Timestamp, until: Timestamp) {
      self.from = from
      self.until = until
    }
  }

  /// K: the part of the consent ledger that was known; one of both is there.
  public struct KnownAt: Codable, Equatable, Sendable {
    /// The statements appended up to this moment.
    public var time: Timestamp?
    /// The first so many statements.
    public var size: Int?

    /// The ledger's part at a position.
    public init(_ position: LedgerPosition) {
      switch position {
      case .time(let moment): time = moment
      case .size(let count): size = count
      }
    }
  }

  /// How events were grouped into sessions: a scorer has to do as the trainer did.
  public struct Sessions: Codable, Equatable, Sendable {
    /// The longest gap within a session.
    public var timeoutSeconds = 1800.0
    /// The longest session; absent for no limit.
    public var maximumLengthSeconds: Double? = 86_400
    /// The most events of a session; absent for no limit.
    public var maximumEvents: Int? = 10_000

    /// The rules as they are unless set otherwise.
    public init() {}
  }

  /// How well the model does.
  public struct Metrics: Codable, Equatable, Sendable {
    /// The probabilities that are given out, on the test part; absent where it is empty.
    public var test: Evaluation?
    /// The same by how much of a session had been seen.
    public var byPrefix: [PrefixReliability]?
    /// What Platt's line does to the log loss on the calibration part, whether it was taken or not.
    public var calibrationGain: PairedDifference?
    /// What fewer visitors would have come to; absent where it was not asked for.
    public var learningCurve: [LearningCurvePoint]?
    /// How the fit ended.
    public var fit: FitReport

    /// Metrics of a model.
    public init(test: Evaluation?, fit: FitReport) {
      self.test = test
      self.fit = fit
    }
  }

  /// The version of the schema.
  public var schemaVersion = currentVersion
  /// The organisation whose site it is.
  public var controller: String
  /// The outcome.
  public var outcome: Outcome
  /// When the training sessions start.
  public var trainingWindow: Window
  /// P: the moment at which the data were used.
  public var asOf: Timestamp
  /// K: the part of the consent ledger that was known.
  public var knownAt: KnownAt
  /// How events were grouped into sessions.
  public var sessions = Sessions()
  /// How a prefix becomes features.
  public var features: FeatureSpec
  /// Counts of sessions and examples, and what was left out by reason.
  public var tallies: [String: Int]
  /// What the model was made of; nil where it was not made from a workspace.
  public var basis: TrainingBasis?
  /// How well the model does.
  public var metrics: Metrics
  /// How log odds become the probability.
  public var calibration = Calibration.identity
  /// What is claimed of differential privacy (consent 56).
  public var differentialPrivacy = "none claimed"
  /// The version of the code that trained the model.
  public var codeVersion: String
  /// From when on a scorer must not use the model any more (consent 32).
  public var expires: Timestamp
  /// The SHA-256 of each other file, in hexadecimal digits.
  public var files: [String: String] = [:]

  /// A manifest of a model that a run made, valid for `validDays` from its P.
  public init(
    outcome: Outcome, run: RunContext, features: FeatureSpec, metrics: Metrics, validDays: Int
  ) {
    controller = run.controller
    self.outcome = outcome
    trainingWindow = Window(from: run.asOf, until: run.asOf)
    asOf = run.asOf
    knownAt = KnownAt(run.knownAt)
    self.features = features
    tallies = [:]
    self.metrics = metrics
    codeVersion = ""
    expires = run.asOf.advanced(byNanoseconds: Int64(validDays) * 86_400_000_000_000)
  }
}
