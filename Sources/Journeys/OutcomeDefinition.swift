/// An outcome as a controller declares it: patterns over a session, to be maximised or minimised.
///
/// The words are those of Genesys Predictive Engagement's outcomes and journey patterns.
public struct OutcomeDefinition: Hashable, Sendable {
  /// Whether reaching the outcome is good.
  public enum Direction: String, CaseIterable, Sendable {
    /// To be reached as often as possible.
    case maximise
    /// To be reached as seldom as possible.
    case minimise
  }

  /// When the outcome is reached.
  public enum Matching: String, CaseIterable, Sendable {
    /// At the event that completes the last pattern for the first time.
    case once
    /// At the end of a closed session in which the patterns were not completed.
    case never
  }

  /// The outcome's name, by which it is known in configuration and output.
  public var name: String
  /// The purpose for which it is learned.
  public var purpose: String
  /// Whether reaching it is good.
  public var direction: Direction
  /// The key of the associated value, taken from the completing event; nil for none.
  public var value: String?
  /// When it is reached.
  public var matched: Matching
  /// What must happen, one after the other; never empty.
  public var patterns: [OutcomePattern]

  /// An outcome by its parts.
  public init(
    name: String, purpose: String, direction: Direction = .maximise,
    patterns: [OutcomePattern]
  ) {
    self.name = name
    self.purpose = purpose
    self.direction = direction
    self.patterns = patterns
    value = nil
    matched = .once
  }
}

/// One step of an outcome: so many events of a name that meet all criteria.
public struct OutcomePattern: Hashable, Sendable {
  /// The event's name; nil for any.
  public var event: String?
  /// How many such events complete the step.
  public var count: Int
  /// The kind of stream that events come from: `Web`, since logs hold no other.
  public var streamType: String?
  /// What each event must meet.
  public var criteria: [OutcomeCriterion]

  /// A step by its parts.
  public init(event: String? = nil, count: Int = 1, criteria: [OutcomeCriterion] = []) {
    self.event = event
    self.count = count
    self.criteria = criteria
    streamType = nil
  }
}

/// One condition on an event.
public struct OutcomeCriterion: Hashable, Sendable {
  /// What is looked at, such as `page.url` or `attributes.total`.
  public var key: String
  /// How it is compared.
  public var comparison: OutcomeOperator
  /// With what; never empty.
  public var values: [String]
  /// Whether upper and lower case count as one.
  public var shouldIgnoreCase: Bool

  /// A condition by its parts.
  public init(
    key: String, comparison: OutcomeOperator, values: [String], shouldIgnoreCase: Bool = false
  ) {
    self.key = key
    self.comparison = comparison
    self.values = values
    self.shouldIgnoreCase = shouldIgnoreCase
  }
}

/// How a criterion compares what it finds with its values.
///
/// Where several values are given, one suffices, but for `containsAll` and the operators that say not.
/// What an event does not have meets only the operators that say not.
public enum OutcomeOperator: String, CaseIterable, Sendable {
  /// Every value stands in the text.
  case containsAll
  /// A value stands in the text.
  case containsAny
  /// At least one value does not stand in the text.
  case notContainsAll
  /// No value stands in the text.
  case notContainsAny
  /// The text is a value.
  case equal
  /// The text is no value.
  case notEqual
  /// The number is greater than a value.
  case greaterThan
  /// The number is a value or greater.
  case greaterThanOrEqual
  /// The number is less than a value.
  case lessThan
  /// The number is a value or less.
  case lessThanOrEqual
  /// The text begins with a value.
  case startsWith
  /// The text ends with a value.
  case endsWith

  /// Whether the operator compares decimal numbers; a text that is none does not meet it.
  public var isNumeric: Bool {
    switch self {
    case .greaterThan, .greaterThanOrEqual, .lessThan, .lessThanOrEqual: true
    default: false
    }
  }

  /// Whether the operator says not, so that what is not there meets it.
  public var isNegative: Bool {
    switch self {
    case .notContainsAll, .notContainsAny, .notEqual: true
    default: false
    }
  }
}
