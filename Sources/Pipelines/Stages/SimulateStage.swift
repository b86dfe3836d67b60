public import Bytes
public import Logging
import Simulation
import Workspace

/// Made-up traffic as files: the work of `sojourn-simulate`.
public struct SimulateStage {
  /// The first day where none is asked for.
  public static let defaultStart = SimulationSettings.standardStart
  private let settings: SimulationSettings

  /// A simulation of so many visitors over so many days.
  ///
  /// - Throws: ``StageFailure`` 64 where a number can't be meant.
  public init(seed: UInt64, visitors: Int, days: Int, start: CivilDate) throws {
    do {
      settings = try SimulationSettings(
        seed: seed, visitors: visitors, days: days, start: start)
    } catch {
      throw StageFailure(.usage, "\(error)")
    }
  }

  /// Writes all files below a folder, each whole.
  ///
  /// - Returns: how the command ends.
  /// - Throws: ``WorkspaceError``.
  public func run(output: String, log: Logger) throws -> ExitCode {
    var count = 0
    try Simulation(settings).forEachFile { file in
      let path = "\(output)/\(file.path)"
      try Folder.create(Folder.parent(of: path))
      try AtomicFile.write(file.bytes, to: path)
      count += 1
    }
    log.info("\(count) files lie in \(output)")
    return .done
  }
}
