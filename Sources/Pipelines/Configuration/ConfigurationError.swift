/// A pipeline file that can't be used: where, and what was expected.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public var file: String
  /// The line, from 1; nil where the fault is of the whole file.
  public var line: Int?
  /// The key with those above it: `sessions.timeout`; nil where the fault is of no key.
  public var key: String?
  /// What was expected and what to do.
  public var problem: String

  /// One line: `file:line: key: problem`.
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return key.map { "\(place): \($0): \(problem)" } ?? "\(place): \(problem)"
  }
}
