import Bytes
import Journeys
import OutcomeModel
import Training

/// Whether a night's model takes the place of the one that lies in the workspace, its champion.
struct Promotion: Codable, Equatable, Sendable {
  /// What decided.
  enum Reason: String, Codable, Sendable {
    /// There is no champion.
    case first
    /// Everything is built anew.
    case rebuilt
    /// The champion's bundle, or its list of leaves, can't be read.
    case unreadable
    /// The champion's time is over.
    case expired
    /// The champion's records were hashed with another key, or it does not say what it was made of.
    case otherKey
    /// The champion foretells what is declared otherwise now, or from sessions cut otherwise.
    case otherDefinition
    /// The champion holds records that tonight's run may not use, or no longer has.
    case recordsGone
    /// Too few visitors are left to compare the two.
    case tooFewVisitors
    /// On the same test part the model is not surely worse.
    case notWorse
    /// On the same test part it is surely worse: the champion stays.
    case worse
    /// Its probabilities are off by more than is allowed: the champion stays.
    case miscalibrated
  }

  /// What decided.
  var reason: Reason
  /// When the champion's data were used.
  var championAsOf: Timestamp?
  /// How many visitors the two were compared on.
  var visitors: Int?
  /// The model's log loss there.
  var logLoss: Double?
  /// The champion's.
  var championLogLoss: Double?
  /// The model's log loss less the champion's, with its interval by visitor.
  var difference: PairedDifference?
  /// The model's calibration error there.
  var ece: Double?
  /// The champion's.
  var championEce: Double?

  /// A decision without a comparison.
  init(_ reason: Reason, over champion: BundleManifest? = nil) {
    self.reason = reason
    championAsOf = champion?.asOf
  }

  /// Whether the night's model is published.
  var takesOver: Bool { reason != .worse && reason != .miscalibrated }

  /// What a summary says; nil where nothing is out of the ordinary.
  var note: String? {
    let since = championAsOf.map { " as of \($0)" } ?? ""
    switch reason {
    case .first, .rebuilt, .notWorse, .tooFewVisitors: return nil
    case .unreadable: return "takes over: the one in place can't be read"
    case .expired: return "takes over: the one\(since) has expired"
    case .otherKey: return "takes over: the one\(since) was made with another key"
    case .otherDefinition: return "takes over: the one\(since) is of another definition"
    case .recordsGone: return "takes over: the one\(since) holds records that may not be used now"
    case .worse: return "the one\(since) stays: this one is worse by \(differenceText)"
    case .miscalibrated:
      return
        "the one\(since) stays: this one's calibration error is \(ece.map { RunSummary.fixed($0) } ?? "too high")"
    }
  }

  private var differenceText: String {
    guard let difference else { return "more than chance" }
    return
      "\(RunSummary.fixed(difference.difference)) (\(RunSummary.fixed(difference.interval.low)) to \(RunSummary.fixed(difference.interval.high)))"
  }
}

/// The decisions of a run: `runs/<run>/training.json`, for the workspace alone.
///
/// They hang on what lay in the workspace before, so they are no part of the run's figures or of a
/// bundle.
struct TrainingRecord: Codable, Equatable, Sendable {
  /// What became of one outcome.
  struct Outcome: Codable, Equatable, Sendable {
    /// Its name.
    var name: String
    /// Why it was not trained; the model in place then stays.
    var notTrained: String?
    /// Whether the night's model was published.
    var takesOver: Bool
    /// What decided that, with its figures; nil where nothing was trained.
    var promotion: Promotion?
  }

  /// The form of this document.
  var schemaVersion = 1
  /// The outcomes, in the pipeline file's order.
  var outcomes: [Outcome]

  /// The decisions about what was learned.
  init(_ learned: [LearnedOutcome]) {
    outcomes = learned.map { outcome in
      var reason: String?
      if case .notTrained(let why, _) = outcome.result { reason = why.text }
      return Outcome(
        name: outcome.definition.name, notTrained: reason, takesOver: outcome.takesOver,
        promotion: outcome.promotion)
    }
  }
}
