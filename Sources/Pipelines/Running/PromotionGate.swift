import Bytes
import Features
import Journeys
import OutcomeModel
import Training
import Transparency
import Workspace

/// Decides whether a night's model takes over from the one in the workspace, its champion.
///
/// It does unless it is surely worse on the same test part, or off by more than is allowed. Yet a
/// champion never stays that has expired, that foretells something else, or that holds a record which
/// tonight's run may not use: a person who is gone from the data is gone from the model.
struct PromotionGate {
  /// Fewer test visitors are too few for the interval of a difference to be trusted.
  static let minimumVisitors = 100

  let workspace: String
  let training: LearningSettings
  let isRebuilding: Bool

  /// Decides about a model that was trained.
  ///
  /// - Parameters:
  ///   - learned: the night's model, with its bundle and the leaves of its records.
  ///   - table: the sessions that it was learned from.
  /// - Throws: ``OutcomeError`` where the outcome's patterns can't be used.
  func decide(_ learned: LearnedOutcome, _ table: SessionTable) throws -> Promotion? {
    guard case .trained(let trained) = learned.result, let bundle = learned.bundle else {
      return nil
    }
    if isRebuilding { return Promotion(.rebuilt) }
    let folder = "\(workspace)/models/\(learned.definition.name)"
    guard Folder.exists(folder) else { return Promotion(.first) }
    guard let champion = try? BundleFolder.read(folder) else { return Promotion(.unreadable) }
    if let reason = disqualification(champion, bundle.manifest, learned.leaves) {
      return Promotion(reason, over: champion.manifest)
    }
    guard let rival = try? RivalScoring(champion) else { return Promotion(.unreadable) }
    var matched = table
    try OutcomeSet([learned.definition]).match(&matched)
    let odds = rival.logOdds(of: trained.testExamples, in: matched)
    return comparison(trained, odds, champion.manifest)
  }

  /// Why a champion may not stay, whatever it is worth.
  private func disqualification(
    _ champion: Bundle, _ new: BundleManifest, _ leaves: RecordLeaves?
  ) -> Promotion.Reason? {
    let old = champion.manifest
    guard old.expires > new.asOf else { return .expired }
    guard old.controller == new.controller, old.outcome == new.outcome,
      old.sessions == new.sessions
    else { return .otherDefinition }
    guard let basis = old.basis, let leaves, basis.key == new.basis?.key else { return .otherKey }
    guard let tree = try? LeafList.tree(of: basis, in: workspace) else { return .unreadable }
    return leaves.common(with: tree.keys) == basis.leaves ? nil : .recordsGone
  }

  private func comparison(
    _ trained: TrainedModel, _ odds: [Double], _ champion: BundleManifest
  ) -> Promotion {
    let test = trained.test
    let visitors = Set(test.visitors).count
    guard visitors >= PromotionGate.minimumVisitors, let evaluation = trained.evaluation,
      let rival = Metrics.evaluate(logOdds: odds, labels: test.labels, weights: test.weights),
      let difference = PairedDifference(test, less: odds)
    else {
      var decision = Promotion(.tooFewVisitors, over: champion)
      decision.visitors = visitors
      return decision
    }
    var decision = Promotion(.notWorse, over: champion)
    decision.visitors = visitors
    decision.logLoss = evaluation.logLoss
    decision.championLogLoss = rival.logLoss
    decision.difference = difference
    decision.ece = evaluation.ece
    decision.championEce = rival.ece
    if difference.interval.low > 0 {
      decision.reason = .worse
    } else if evaluation.ece > bound(evaluation.baseRate, visitors), rival.ece < evaluation.ece {
      decision.reason = .miscalibrated
    }
    return decision
  }

  /// What the calibration error may come to: the set bound, and what chance adds to it.
  ///
  /// The rate seen in a bin of n visitors strays from a true rate r by √(2/π · r(1 - r)/n) on average,
  /// the mean distance of a normal variable of that variance; there are 15 bins of equal weight.
  private func bound(_ rate: Double, _ visitors: Int) -> Double {
    let perBin = Double(visitors) / 15
    return training.maximumEce + (0.6366197723675814 * rate * (1 - rate) / perBin).squareRoot()
  }
}
