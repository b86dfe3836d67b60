import Training

/// What a model and the true model foretell of the same test examples of one outcome.
struct ComparedPredictions {
  /// The outcome's name.
  var outcome: String
  /// The examples, in the trainer's order.
  var examples: [TestExample]
  /// The model's probability for each example.
  var model: [Double]
  /// The true model's probability for each example.
  var truth: [Double]

  /// Writes a CSV table with one line for each example of each outcome.
  ///
  /// `prefix` counts the events seen, `label` is 1 where the outcome came later, and `weight` is what
  /// the example counts for, where a session's examples together count 1.
  ///
  /// - Throws: ``StageFailure`` 73 or 74 where it can't be written.
  static func write(_ outcomes: [ComparedPredictions], to path: String) throws {
    let output = try RecordOutput(path: path)
    try output.writeLine {
      $0.append(contentsOf: "outcome,prefix,label,weight,model,truth".utf8)
    }
    for predictions in outcomes {
      for (place, example) in predictions.examples.enumerated() {
        let line =
          "\(predictions.outcome),\(example.prefix),\(example.label ? 1 : 0),"
          + "\(example.weight),\(predictions.model[place]),\(predictions.truth[place])"
        try output.writeLine { $0.append(contentsOf: line.utf8) }
      }
    }
    try output.finish()
  }
}
