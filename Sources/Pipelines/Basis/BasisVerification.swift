import Bytes
import Events
import OutcomeModel
import Transparency
import Workspace

/// Compares what the models of a workspace say they were made of with what lies there.
///
/// Of every model the list of leaves has to have the manifest's root. With the pipeline file, which
/// names the key, the leaves are also made again from the tables: of a model that the last run made
/// they must all be there and no others; of an older one those that are gone, and those that have come,
/// are counted.
struct BasisVerification {
  let workspace: String
  let last: RunManifest
  /// Makes leaves again; nil without the pipeline file.
  let resting: RestingRecords?

  init(workspace: String, last: RunManifest, pipeline: PipelineConfiguration?) throws {
    self.workspace = workspace
    self.last = last
    resting = try pipeline.map { configuration in
      RestingRecords(
        configuration: configuration, workspace: workspace, tables: last.outputs,
        hasher: RecordHasher(
          try KeyFile.read(configuration.pseudonymKey), of: configuration.controller))
    }
  }

  /// Checks all models, and says of each what was found.
  ///
  /// - Throws: ``StageFailure`` 65 where a list or the tables are not what a model was made of, 66 where
  ///   a list is missing.
  func run() throws -> [String] {
    var lines: [String] = []
    var derived: [Basis: RecordLeaves] = [:]
    for name in Folder.names(in: "\(workspace)/models") {
      let folder = "\(workspace)/models/\(name)"
      guard Folder.exists("\(folder)/\(Bundle.FileName.manifest)") else { continue }
      let manifest = try BundleFolder.read(folder).manifest
      guard let basis = manifest.basis else {
        lines.append("\(name): does not say what it was made of; train it again")
        continue
      }
      let tree = try LeafList.tree(of: basis, in: workspace)
      let found = "\(name): \(basis.records) records in \(basis.sessions) sessions, "
      guard let resting else {
        lines.append(found + "their \(basis.leaves) leaves have the manifest's root")
        continue
      }
      guard resting.hasher.mark == basis.key else {
        lines.append(found + "their leaves have the manifest's root and were made with another key")
        continue
      }
      let key = Basis(purpose: basis.purpose, asOf: basis.asOf)
      let leaves = try derived[key] ?? resting.leaves(of: basis.purpose, asOf: basis.asOf)
      derived[key] = leaves
      lines.append(found + (try comparison(leaves, tree, basis, folder, resting)))
    }
    return lines
  }

  private struct Basis: Hashable {
    var purpose: String
    var asOf: Timestamp
  }

  private func comparison(
    _ leaves: RecordLeaves, _ tree: SortedMerkleTree<LeafList>, _ basis: TrainingBasis,
    _ folder: String, _ resting: RestingRecords
  ) throws -> String {
    let same = leaves.common(with: tree.keys)
    if same == basis.leaves, leaves.keys.count == basis.leaves {
      guard leaves.records == basis.records, leaves.sessions == basis.sessions,
        leaves.span == (basis.span.first, basis.span.last)
      else {
        throw StageFailure(
          .badData,
          "\(folder)/\(Bundle.FileName.manifest): the basis has the root of the records in the tables, but other counts or another span; train the model again"
        )
      }
      return "made again from the tables: all are there, and no others"
    }
    let counts = "\(basis.leaves - same) leaves are gone, \(leaves.keys.count - same) have come"
    let isLasts = last.bundles?["\(folder.split(separator: "/").last ?? "")"] != nil
    guard !isLasts || basis.configuration != resting.configuration.digest else {
      throw StageFailure(
        .badData,
        "\(folder): the tables do not hold the records that the model was made of: \(counts); run it again"
      )
    }
    return "\(same) leaves made again from the tables; since then \(counts)"
  }
}

extension RecordLeaves {
  /// How many of the leaves are in another sorted list too.
  func common(with other: LeafList) -> Int {
    var count = 0
    var place = 0
    for key in keys {
      while place < other.count, other[place] < key { place += 1 }
      if place < other.count, other[place] == key { count += 1 }
    }
    return count
  }
}
