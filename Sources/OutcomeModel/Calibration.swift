/// How a model's log odds become the probability that is given out.
public enum Calibration: Equatable, Sendable {
  /// As they are.
  case identity
  /// As a straight line of them: `a` times the log odds, plus `b` (Platt 1999).
  case platt(a: Double, b: Double)

  /// The log odds that the probability is made of.
  public func apply(_ logOdds: Double) -> Double {
    switch self {
    case .identity: logOdds
    case .platt(let a, let b): a * logOdds + b
    }
  }
}

extension Calibration: Codable {
  /// A method that this code does not know.
  struct UnknownMethod: Error {
    var method: String
  }

  private enum CodingKeys: String, CodingKey {
    case method, a, b
  }

  /// Reads `{"method": "identity"}` or `{"method": "platt", "a": …, "b": …}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(String.self, forKey: .method) {
    case "identity": self = .identity
    case "platt":
      self = .platt(
        a: try container.decode(Double.self, forKey: .a),
        b: try container.decode(Double.self, forKey: .b))
    case let method: throw UnknownMethod(method: method)
    }
  }

  /// Writes the method, and the line where there is one.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .identity: try container.encode("identity", forKey: .method)
    case .platt(let a, let b):
      try container.encode("platt", forKey: .method)
      try container.encode(a, forKey: .a)
      try container.encode(b, forKey: .b)
    }
  }
}
