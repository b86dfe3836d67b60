/// The outcomes of the made-up shop.
public enum TrueOutcome: Int, CaseIterable, Sendable {
  /// An order was placed: to be maximised.
  case purchase
  /// An account was opened: to be maximised.
  case signup
  /// A checkout was cancelled: to be minimised.
  case abandonment

  /// The name in pipeline files and in `truth.json`.
  public var name: String {
    switch self {
    case .purchase: "purchase"
    case .signup: "signup"
    case .abandonment: "abandonment"
    }
  }

  /// What the address of the `page_viewed` that achieves it contains.
  public var urlPart: String {
    switch self {
    case .purchase: "/checkout/done"
    case .signup: "/welcome"
    case .abandonment: "/checkout/cancelled"
    }
  }

  /// Whether it is wished for.
  public var isPositive: Bool { self != .abandonment }

  /// The outcome of that name; nil where there is none.
  public init?(name: String) {
    guard let outcome = TrueOutcome.allCases.first(where: { $0.name == name }) else { return nil }
    self = outcome
  }

  /// The step that achieves it.
  var step: Step {
    switch self {
    case .purchase: .done
    case .signup: .welcome
    case .abandonment: .cancelled
    }
  }
}
