/// How an outcome's model is trained from sessions.
public struct TrainingSettings: Equatable, Sendable {
  /// How weights are fitted.
  public var fit: FitSettings
  /// How many training sessions must achieve the outcome.
  public var minimumAchieved: Int
  /// How many training sessions must not achieve it.
  public var minimumNotAchieved: Int
  /// For how many days at most there may be no training session, from the first one to the end of
  /// their window; nil for any number.
  public var maximumGapDays: Int?
  /// A feature of fewer training visitors gets no weight, so that no weight singles a person out.
  public var minimumVisitors: Int
  /// The share of the time span, at its end, whose sessions test the model.
  public var testTimeShare: Double
  /// The share of the time span, before that, whose sessions calibrate the model.
  public var calibrationTimeShare: Double
  /// The share of training sessions without the outcome that train, above 0; the bias makes up for
  /// the others, so that probabilities are those of all.
  public var keepNotAchieved = 1.0
  /// Whether models of a quarter and a half of the visitors are trained too, to tell what more data
  /// would be worth.
  public var measuresLearningCurve = false
  /// How visitors are drawn to tell what chance may have done.
  public var bootstrap = VisitorBootstrap()

  /// Settings of a training.
  public init(
    fit: FitSettings = FitSettings(l2: nil), minimumAchieved: Int = 500,
    minimumNotAchieved: Int = 500,
    minimumVisitors: Int = 20, testTimeShare: Double = 0.3,
    calibrationTimeShare: Double = 0.1, maximumGapDays: Int? = 7
  ) {
    self.fit = fit
    self.minimumAchieved = minimumAchieved
    self.minimumNotAchieved = minimumNotAchieved
    self.minimumVisitors = minimumVisitors
    self.testTimeShare = testTimeShare
    self.calibrationTimeShare = calibrationTimeShare
    self.maximumGapDays = maximumGapDays
  }
}
