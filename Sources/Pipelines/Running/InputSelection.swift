package import Bytes

/// The files that a run reads, in a fixed order.
package struct InputSelection: Equatable {
  /// One log file and the entry of the pipeline that names it.
  package struct LogFile: Equatable {
    package var path: String
    package var source: Int

    package init(path: String, source: Int) {
      self.path = path
      self.source = source
    }
  }

  package var logs: [LogFile] = []
  package var statements: [String] = []

  /// Finds the files that a pipeline's patterns name, for the nights given or for all.
  ///
  /// - Parameter readsLogs: whether logs are read at all.
  /// - Throws: ``StageFailure`` 66 where a pattern without `{date}` names no file, and 99 where none of
  ///   the nights given has any.
  package init(
    _ configuration: PipelineConfiguration, days: [CivilDate], readsLogs: Bool = true
  ) throws {
    var seen: Set<String> = []
    for (index, source) in configuration.logs.enumerated() where readsLogs {
      let paths = InputSelection.expand(source.path, days: days)
      guard !paths.isEmpty || source.path.contains("{date}") else {
        throw StageFailure(
          .noInput,
          "\(source.path): no file has this name; check `logs` in \(configuration.file)")
      }
      for path in paths where seen.insert(path).inserted {
        logs.append(LogFile(path: path, source: index))
      }
    }
    guard !logs.isEmpty || !readsLogs else {
      throw StageFailure(.nothingToDo, "no log file is there for the nights given")
    }
    for pattern in configuration.statements {
      let paths = InputSelection.expand(pattern, days: [])
      guard !paths.isEmpty else {
        throw StageFailure(
          .noInput,
          "\(pattern): no file has this name; check `statements` in \(configuration.file)")
      }
      for path in paths where seen.insert(path).inserted { statements.append(path) }
    }
  }

  private static func expand(_ pattern: String, days: [CivilDate]) -> [String] {
    guard pattern.contains("{date}") else { return FileGlob.paths(matching: pattern) }
    guard !days.isEmpty else {
      return FileGlob.paths(matching: pattern.replacing("{date}", with: "*"))
    }
    return days.flatMap { day in
      [day.isoDate, day.isoDate.replacing("-", with: "")].flatMap {
        FileGlob.paths(matching: pattern.replacing("{date}", with: $0))
      }
    }
  }
}
