public import ArgumentParser
public import Bytes
public import Logging
public import Pipelines
public import Training

/// The flags that every command has.
public struct CommonOptions: ParsableArguments {
  /// How log lines are written.
  @Option(help: "How log lines are written on standard error: text or json.")
  public var logFormat: LogStyle = .text

  /// The flags' defaults.
  public init() {}

  /// Does a command's work and ends the process with its exit code.
  ///
  /// - Parameters:
  ///   - label: the command's name, for log lines.
  ///   - work: does it and says how it ended.
  /// - Throws: ArgumentParser's `ExitCode` for every code but 0.
  public func run(_ label: String, _ work: (Logger) throws -> Pipelines.ExitCode) throws {
    let log = StandardErrorLog.logger(label, style: logFormat)
    do {
      try end(work(log))
    } catch {
      try fail(error, log)
    }
  }

  /// Does a command's work and ends the process with its exit code; see ``run(_:_:)``.
  public func runAsync(
    _ label: String, _ work: (Logger) async throws -> Pipelines.ExitCode
  ) async throws {
    let log = StandardErrorLog.logger(label, style: logFormat)
    do {
      try await end(work(log))
    } catch {
      try fail(error, log)
    }
  }

  private func end(_ code: Pipelines.ExitCode) throws {
    if code != .done { throw ArgumentParser.ExitCode(code.rawValue) }
  }

  private func fail(_ error: any Error, _ log: Logger) throws {
    if let code = error as? ArgumentParser.ExitCode { throw code }
    let failure = StageFailure(error)
    log.error("\(failure.description)")
    throw ArgumentParser.ExitCode(failure.code.rawValue)
  }
}

extension LogStyle: ExpressibleByArgument {}
extension CorruptionPolicy: ExpressibleByArgument {}
extension PipelineStage: ExpressibleByArgument {}
extension TrainingFormat: ExpressibleByArgument {}
extension FitMethod: ExpressibleByArgument {}
extension TableSettings.Crosses: ExpressibleByArgument {}
extension Intercept: ExpressibleByArgument {}

/// Reads a moment from the command line: RFC 3339, or a day, which means its midnight in UTC.
public func parseTimestamp(_ text: String) throws -> Timestamp {
  guard let moment = Timestamp(text) else {
    throw ValidationError("`\(text)` is no time; write 2026-11-23T03:00:00Z or 2026-11-23")
  }
  return moment
}

/// Reads a day from the command line.
public func parseDay(_ text: String) throws -> CivilDate {
  guard let day = CivilDate(text) else {
    throw ValidationError("`\(text)` is no day; write 2026-11-23")
  }
  return day
}

/// Reads a length of time from the command line.
public func parseDuration(_ text: String) throws -> Duration {
  guard let duration = Duration(text: text) else {
    throw ValidationError("`\(text)` is no length of time; write 30s, 20m, 24h or 3d")
  }
  return duration
}

/// Reads a size of memory from the command line.
public func parseMemory(_ text: String) throws -> Int {
  guard let bytes = MemorySize(text)?.bytes else {
    throw ValidationError("`\(text)` is no size of memory; write 512MB or 2GB")
  }
  return bytes
}
