import Features

extension SessionExamples {
  /// The same with the training examples of a share of the visitors, by a hash of each.
  func share(_ share: Double) -> SessionExamples {
    var part = self
    part.training = ExampleSet()
    part.trainingVisitors = []
    part.trainingHashes = []
    for row in 0..<training.count where DataSplit.isInShare(trainingHashes[row], share) {
      let entries = training.entries(of: row)
      let vector = SparseVector(
        slots: Array(training.slots[entries]), values: Array(training.values[entries]))
      part.training.append(
        vector, label: training.labels[row], weight: training.weights[row])
      part.trainingVisitors.append(trainingVisitors[row])
      part.trainingHashes.append(trainingHashes[row])
    }
    return part
  }
}
