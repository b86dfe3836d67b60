public import Bytes
public import Logging

/// Stand-in.
public struct SimulateStage {
  /// Stand-in.
  public static let defaultStart = CivilDate(dayNumber: 20_775)
  /// Stand-in.
  public init(seed: UInt64, visitors: Int, days: Int, start: CivilDate) {}
  /// Stand-in.
  public func run(output: String, log: Logger) throws -> ExitCode { .done }
}
