/// How an outcome's model is trained from sessions.
public struct TrainingSettings: Equatable, Sendable {
  /// How weights are fitted.
  public var fit: FitSettings
  /// How many training sessions must achieve the outcome.
  public var minimumAchieved: Int
  /// How many training sessions must not achieve it.
  public var minimumNotAchieved: Int
  /// A feature of fewer training visitors gets no weight, so that no weight singles a person out.
  public var minimumVisitors: Int
  /// The share of the time span, at its end, whose sessions test the model.
  public var testTimeShare: Double

  /// Settings of a training.
  public init(
    fit: FitSettings = FitSettings(), minimumAchieved: Int = 500, minimumNotAchieved: Int = 500,
    minimumVisitors: Int = 20, testTimeShare: Double = 0.3
  ) {
    self.fit = fit
    self.minimumAchieved = minimumAchieved
    self.minimumNotAchieved = minimumNotAchieved
    self.minimumVisitors = minimumVisitors
    self.testTimeShare = testTimeShare
  }
}
