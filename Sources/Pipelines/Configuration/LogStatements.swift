import Consent

/// What of a log's records is taken for statements, which go into the ledger before the log is judged
/// (consent rule 52).
///
/// Signals and events grant nothing by themselves. A controller that can show how they come about names the
/// log that they stand in, and what they say is then kept and judged like any other statement.
public struct LogStatements: Sendable, Equatable {
  /// TC strings taken for what the person said.
  public struct TCF: Sendable, Equatable {
    /// The purposes that they may grant.
    public var grants: [String]
    /// The version of the notice that the consent platform shows.
    public var notice: String
  }

  /// TC strings; nil where they only deny.
  public var tcf: TCF?
  /// The recorded event in which a person's choice stands, with the attributes `purpose`, `action`, `notice`
  /// and `method`; nil for none.
  public var event: String?
}

extension LogStatements {
  /// Reads `statements` of a log's entry; nil where it has none.
  static func read(
    _ log: inout ConfigurationSection
  ) throws(ConfigurationError) -> LogStatements? {
    guard var section = try log.section("statements") else { return nil }
    var statements = LogStatements()
    if var tcf = try section.section("tcf") {
      statements.tcf = TCF(
        grants: try tcf.strings("grants") ?? [], notice: try tcf.required("notice"))
      try tcf.finish()
    }
    statements.event = try section.string("event")
    try section.finish()
    return statements
  }
}

extension PipelineConfiguration {
  /// Makes sure that what logs are taken for can be meant: there is a ledger, and the policy knows the
  /// method and what the purposes stand for in a TC string.
  func checkLogStatements() throws(ConfigurationError) {
    for log in logs {
      guard let statements = log.statements else { continue }
      func fault(_ problem: String) -> ConfigurationError {
        ConfigurationError(file: file, line: log.line, key: "logs.statements", problem: problem)
      }
      guard ledger != nil else {
        throw fault("statements made in logs go into a ledger: name one with `ledger`")
      }
      guard let tcf = statements.tcf else { continue }
      guard consent.methods.contains("tcf") else {
        throw fault("TC strings grant by the method tcf: add it to `consent.methods`")
      }
      let mapped = consent.signals.tc.map { tc in
        Set(tc.purposes.keys).union(tc.publisher.keys).union(tc.custom.keys)
      }
      for purpose in tcf.grants where mapped?.contains(purpose) != true {
        throw fault(
          "`\(purpose)` stands for nothing in a TC string: map it in `consent.signals.tc`")
      }
    }
  }
}
