/// What became of the sessions: all are in training, calibration, test or left out for a reason.
public struct SessionTallies: Equatable, Sendable {
  /// All sessions of the table.
  public var sessions = 0
  /// Left out: an event may still join (sessions 21).
  public var open = 0
  /// Left out: a bot's (sessions 23).
  public var bots = 0
  /// Left out: in no part of the split.
  public var unused = 0
  /// Left out: the first event achieves the outcome, so nothing can be foretold.
  public var achievedAtOnce = 0
  /// Left out: did not achieve the outcome, and fewer such sessions train than there are.
  public var thinned = 0
  /// Sessions that train.
  public var training = 0
  /// Those of them that achieve the outcome.
  public var trainingAchieved = 0
  /// Examples that train.
  public var trainingExamples = 0
  /// Sessions that calibrate.
  public var calibration = 0
  /// Examples that calibrate.
  public var calibrationExamples = 0
  /// Sessions that test.
  public var test = 0
  /// Examples that test.
  public var testExamples = 0

  /// No sessions yet.
  public init() {}

  /// Whether every session is accounted for.
  public var isBalanced: Bool {
    sessions
      == open + bots + unused + achievedAtOnce + thinned + training + calibration + test
  }

  /// Adds a session of a part that gives `examples` examples.
  mutating func count(_ part: DataSplit.Part, examples: Int, achieved: Bool) {
    switch part {
    case .training:
      training += 1
      trainingAchieved += achieved ? 1 : 0
      trainingExamples += examples
    case .calibration:
      calibration += 1
      calibrationExamples += examples
    case .test:
      test += 1
      testExamples += examples
    case .unused: break
    }
  }

  /// The counts by name, as a manifest lists them.
  public var byName: [String: Int] {
    [
      "sessions": sessions, "sessionsOpen": open, "sessionsOfBots": bots,
      "sessionsOutsideSplit": unused, "sessionsAchievedAtOnce": achievedAtOnce,
      "sessionsThinned": thinned, "calibrationSessions": calibration,
      "calibrationExamples": calibrationExamples, "trainingSessions": training,
      "trainingSessionsAchieved": trainingAchieved,
      "trainingExamples": trainingExamples, "testSessions": test, "testExamples": testExamples,
    ]
  }
}
