/// What became of the sessions: all = training + test + what was left out, by reason.
public struct SessionTallies: Equatable, Sendable {
  /// All sessions of the table.
  public var sessions = 0
  /// Left out: an event may still join (sessions 21).
  public var open = 0
  /// Left out: a bot's (sessions 23).
  public var bots = 0
  /// Left out: in neither part of the split.
  public var unused = 0
  /// Left out: the first event achieves the outcome, so nothing can be foretold.
  public var achievedAtOnce = 0
  /// Sessions that train.
  public var training = 0
  /// Those of them that achieve the outcome.
  public var trainingAchieved = 0
  /// Examples that train.
  public var trainingExamples = 0
  /// Sessions that test.
  public var test = 0
  /// Examples that test.
  public var testExamples = 0

  /// No sessions yet.
  public init() {}

  /// Whether every session is accounted for.
  public var isBalanced: Bool {
    sessions == open + bots + unused + achievedAtOnce + training + test
  }

  /// The counts by name, as a manifest lists them.
  public var byName: [String: Int] {
    [
      "sessions": sessions, "sessionsOpen": open, "sessionsOfBots": bots,
      "sessionsOutsideSplit": unused, "sessionsAchievedAtOnce": achievedAtOnce,
      "trainingSessions": training, "trainingSessionsAchieved": trainingAchieved,
      "trainingExamples": trainingExamples, "testSessions": test, "testExamples": testExamples,
    ]
  }
}
