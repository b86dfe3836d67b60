import Workspace

extension PipelineConfiguration {
  /// Reads a pipeline file.
  ///
  /// - Throws: ``ConfigurationError`` where the file is missing or wrong.
  public static func read(_ path: String) throws -> PipelineConfiguration {
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(path)
    } catch {
      throw ConfigurationError(
        file: path, line: nil, key: nil, problem: "the pipeline file can't be read")
    }
    return try PipelineConfiguration(text: String(decoding: bytes, as: UTF8.self), file: path)
  }
}
