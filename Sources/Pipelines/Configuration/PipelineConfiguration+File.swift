import Workspace

extension PipelineConfiguration {
  /// Reads a pipeline file.
  ///
  /// - Throws: ``WorkspaceError`` where the file can't be read, ``ConfigurationError`` where it is
  ///   wrong.
  public static func read(_ path: String) throws -> PipelineConfiguration {
    let text = String(decoding: try WholeFile.read(path), as: UTF8.self)
    return try PipelineConfiguration(text: text, file: path)
  }
}
