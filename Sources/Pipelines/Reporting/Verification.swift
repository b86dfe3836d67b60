import OutcomeModel
import Workspace

/// Compares what lies in a workspace, or in a bundle's folder, with the digests it was made with.
public struct Verification {
  private let path: String
  private let pipeline: PipelineConfiguration?

  /// A check of a bundle's folder or a workspace.
  ///
  /// - Parameter pipeline: names the key with which models' records can be made again from the tables;
  ///   nil to compare lists of leaves alone.
  public init(path: String, pipeline: PipelineConfiguration? = nil) {
    self.path = path
    self.pipeline = pipeline
  }

  /// Reads everything and says what was compared.
  ///
  /// - Throws: ``StageFailure`` 65 naming the first file that differs, 66 where there is nothing.
  public func run() throws -> String {
    if Folder.exists("\(path)/\(Bundle.FileName.manifest)") {
      try checkBundle(path)
      return "\(path): the bundle is as it was made, and its golden prefixes are reproduced\n"
    }
    guard let last = try RunManifest.current(in: path) else {
      throw StageFailure(.noInput, "\(path): no finished run and no bundle is there to check")
    }
    for table in last.outputs { try checkTable(table) }
    try checkNoOthers(Set(last.outputs.map(\.path)))
    let models = last.figures.outcomes.filter { !$0.bundle.isEmpty }
    var asMade = 0
    for outcome in models {
      let folder = "\(path)/models/\(outcome.name)"
      // An earlier run's model has stayed.
      if let bundles = last.bundles, bundles[outcome.name] == nil {
        try checkBundle(folder)
        continue
      }
      asMade += 1
      let digests = last.bundles?[outcome.name] ?? outcome.bundle
      for (name, digest) in digests.sorted(by: { $0.key < $1.key }) {
        guard ContentDigest.of(try WholeFile.read("\(folder)/\(name)")) == digest else {
          throw StageFailure(
            .badData, "\(folder)/\(name): the content is not what the run wrote; run it again")
        }
      }
      try checkBundle(folder)
    }
    let bases = try BasisVerification(workspace: path, last: last, pipeline: pipeline).run()
    return "\(path): run \(last.run): \(last.outputs.count) table files and "
      + "\(asMade) bundles are as they were made\n"
      + bases.map { "\($0)\n" }.joined()
  }

  private func checkTable(_ table: TableFile) throws {
    let file = "\(path)/\(table.path)"
    guard ContentDigest.of(try WholeFile.read(file)) == table.file else {
      throw StageFailure(.badData, "\(file): the content is not what the run wrote; run it again")
    }
  }

  /// Refuses a file among the tables that no run has written: readers would take it for a part of them.
  private func checkNoOthers(_ known: Set<String>) throws {
    for folder in ["tables", "held"] {
      for file in Folder.files(below: "\(path)/\(folder)")
      where !known.contains("\(folder)/\(file)") {
        throw StageFailure(
          .badData, "\(path)/\(folder)/\(file): no run has written this file; take it away")
      }
    }
  }

  private func checkBundle(_ folder: String) throws {
    guard try BundleFolder.checkGolden(folder).isPassed else {
      throw StageFailure(.badData, "\(folder): a golden prefix is not reproduced")
    }
  }
}
