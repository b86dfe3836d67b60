/// Why the definition of an outcome can't be used.
public struct OutcomeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public enum Problem: Equatable, Sendable {
    /// A setting that definitions do not have.
    case unknownSetting(String)
    /// A criterion's key that events do not have.
    case unknownKey(String)
    /// An operator that criteria do not have.
    case unknownOperator(String)
    /// A word where one of a few others belongs.
    case unknownWord(String)
    /// A setting that must be there is not.
    case missing(String)
    /// A value of another type than the setting has, and what was expected.
    case wrongType(expected: String)
    /// A value that an ordering operator can't compare with.
    case notANumber(String)
    /// A count below one.
    case badCount(Int)
    /// Two outcomes of one name.
    case duplicateName(String)
  }

  /// Where it stands, such as `outcomes[0].patterns[1].criteria[0].key`.
  public var path: String
  /// What is wrong there.
  public var problem: Problem
  /// The known name that is most like what was found.
  public var nearest: String?

  /// A problem at a path.
  public init(path: String, problem: Problem, nearest: String? = nil) {
    self.path = path
    self.problem = problem
    self.nearest = nearest
  }

  /// The error as one line for people.
  public var description: String {
    let place = path.isEmpty ? "" : "\(path): "
    let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
    return place + text + hint
  }

  private var text: String {
    switch problem {
    case .unknownSetting(let name): "unknown setting '\(name)'"
    case .unknownKey(let name): "unknown key '\(name)'"
    case .unknownOperator(let name): "unknown operator '\(name)'"
    case .unknownWord(let word): "'\(word)' is not known here"
    case .missing(let name): "'\(name)' is missing or empty"
    case .wrongType(let expected): "expected \(expected)"
    case .notANumber(let value): "'\(value)' is not a decimal number, which the operator compares"
    case .badCount(let count): "the count is \(count); it must be at least 1"
    case .duplicateName(let name): "two outcomes are named '\(name)'"
    }
  }
}
