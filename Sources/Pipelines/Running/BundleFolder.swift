import OutcomeModel
import Workspace

/// Bundles and models as folders of files.
enum BundleFolder {
  /// Writes a bundle's files to a folder that appears whole or not at all.
  ///
  /// - Throws: ``WorkspaceError``.
  static func publish(_ files: [Bundle.File], as path: String) throws(WorkspaceError) {
    try Folder.create(Folder.parent(of: path))
    let staged = "\(path).new.tmp"
    try Folder.remove(staged)
    try Folder.create(staged)
    for file in files { try AtomicFile.write(file.bytes, to: "\(staged)/\(file.name)") }
    try Folder.publish(staged, as: path)
  }

  /// The files of a folder by name.
  ///
  /// - Throws: ``StageFailure`` 66 where there is no such folder.
  static func files(in path: String) throws -> [String: [UInt8]] {
    guard Folder.isFolder(path) else {
      throw StageFailure(.noInput, "\(path): a folder with a bundle was expected")
    }
    var files: [String: [UInt8]] = [:]
    for name in Folder.names(in: path) where !Folder.isFolder("\(path)/\(name)") {
      files[name] = try WholeFile.read("\(path)/\(name)")
    }
    return files
  }

  /// Reads a bundle and recomputes its golden prefixes.
  ///
  /// - Throws: ``StageFailure`` 65 where it is damaged, 66 where it is missing.
  static func checkGolden(_ path: String) throws -> GoldenReport {
    let bundle = try read(path)
    do {
      return try bundle.checkGolden()
    } catch {
      throw StageFailure(.badData, "\(path): \(error)")
    }
  }

  /// Reads and checks a bundle.
  ///
  /// - Throws: ``StageFailure`` 65 where it is damaged, 66 where it is missing.
  static func read(_ path: String) throws -> Bundle {
    do {
      return try Bundle(files: try files(in: path))
    } catch let error as BundleError {
      throw StageFailure(.badData, "\(path): \(error)")
    }
  }
}
