import Bytes
import Features
import Journeys
public import OutcomeModel

/// What the features of sessions are learned from: the training part of a table.
struct SessionFeatures {
  private let table: SessionTable
  private let split: DataSplit?
  private let minimumVisitors: Int
  /// Counts under this are never handed on, whatever the settings (consent rule 28).
  private static let smallCount = 10

  init(_ table: SessionTable, _ settings: TrainingSettings) {
    self.table = table
    split = DataSplit(table, TrainingWalk(table).places, settings)
    minimumVisitors = max(settings.minimumVisitors, SessionFeatures.smallCount)
  }

  /// A specification with bins of attributes by name.
  func learn(_ spec: FeatureSpec) -> FeatureSpec {
    spec.learningBins(table, minimumVisitors: minimumVisitors, isTraining: isTraining)
  }

  /// What the slots of a model stand for that have a weight.
  func names(
    of model: LogisticModel, _ outcome: OutcomeChoice, _ extractor: FeatureExtractor
  ) -> FeatureNames {
    FeatureNames(
      table, outcome, extractor, hasWeight: model.weights.map { $0 != 0 },
      minimumVisitors: minimumVisitors, isTraining: isTraining)
  }

  private func isTraining(_ visitor: Span<UInt8>, _ start: Timestamp) -> Bool {
    split?.part(visitor: visitor, start: start) == .training
  }
}

extension TrainedModel {
  /// The weights whose features have names, by slot.
  ///
  /// Of features that share a slot all are named, and the support is that of the most frequent.
  public var namedWeights: [FeatureWeight] {
    names.slots.compactMap { slot in
      guard let visitors = slot.names.first?.visitors else { return nil }
      let texts = slot.names.map { $0.text.replacing("\u{1F}", with: "=") }
      return FeatureWeight(
        name: texts.joined(separator: " | "), weight: model.weights[Int(slot.slot)],
        visitors: visitors)
    }
  }
}
