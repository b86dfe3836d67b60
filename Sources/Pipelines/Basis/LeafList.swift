import Bytes
import OutcomeModel
import Transparency
import Workspace

/// The leaves of a model's records as a file of the workspace: `basis/<root>.leaves`.
///
/// ```
/// 16 bytes   "sojourn leaves 1"
/// 32 bytes   for each leaf its keyed hash, in ascending order
/// ```
/// The name is the tree's root in hexadecimal digits, so that the models of one purpose share a file. It
/// stays while a model of that root lies in the workspace, whatever becomes of the records: nothing leads
/// from it to them without the key. It is no part of a bundle.
struct LeafList: RandomAccessCollection {
  private static let magic = Array("sojourn leaves 1".utf8)
  private let bytes: [UInt8]

  /// The folder of a workspace in which leaf lists lie.
  static let folder = "basis"

  /// Where the leaves of a root lie below the workspace.
  static func path(_ root: MerkleHash) -> String { "\(folder)/\(root.hex).leaves" }

  let startIndex = 0
  var endIndex: Int { (bytes.count - LeafList.magic.count) / MerkleHash.byteCount }

  subscript(place: Int) -> MerkleHash {
    let start = LeafList.magic.count + place * MerkleHash.byteCount
    guard let hash = MerkleHash(bytes.span.extracting(start..<(start + MerkleHash.byteCount)))
    else { preconditionFailure("leaf \(place) of \(count)") }
    return hash
  }

  /// Reads a list; that it is sorted shows when its root is made.
  ///
  /// - Throws: ``StageFailure`` 65 where it is no such file, ``WorkspaceError`` where it can't be read.
  init(reading path: String) throws {
    bytes = try WholeFile.read(path)
    guard bytes.starts(with: LeafList.magic),
      (bytes.count - LeafList.magic.count) % MerkleHash.byteCount == 0
    else {
      throw StageFailure(
        .badData, "\(path): is no list of leaves, or was cut off; train the model again")
    }
  }

  /// Reads the leaves of a model, and makes sure that they are those of its manifest.
  ///
  /// - Throws: ``StageFailure`` 65 where they are not, 66 where there is no list.
  static func tree(
    of basis: TrainingBasis, in workspace: String
  ) throws -> SortedMerkleTree<LeafList> {
    let path = "\(workspace)/\(LeafList.path(basis.recordsRoot))"
    guard Folder.exists(path) else {
      throw StageFailure(
        .noInput,
        "\(path): the leaves of the model's records are not there; they lie in the workspace in which it was trained, as long as the model does"
      )
    }
    do {
      let tree = try SortedMerkleTree(LeafList(reading: path))
      guard tree.root == basis.recordsRoot, tree.keys.count == basis.leaves else {
        throw ProofError.otherRoot
      }
      return tree
    } catch is ProofError {
      throw StageFailure(
        .badData,
        "\(path): the leaves are not those of which the model's manifest has the root; one of the two was changed"
      )
    }
  }

  /// Writes a list below a staging folder.
  static func write(_ keys: [MerkleHash], to path: String) throws(WorkspaceError) {
    var file = try StagedFile(path)
    var buffer = magic
    for key in keys {
      key.append(to: &buffer)
      guard buffer.count >= 1 << 18 else { continue }
      try file.write(buffer.span)
      buffer.removeAll(keepingCapacity: true)
    }
    try file.write(buffer.span)
  }

  /// Removes the lists of a workspace that no model there is made of any more.
  ///
  /// Nothing is removed where a model's manifest can't be read.
  static func prune(_ workspace: String) throws(WorkspaceError) {
    var needed: Set<String> = []
    for model in Folder.names(in: "\(workspace)/models") {
      let path = "\(workspace)/models/\(model)/\(Bundle.FileName.manifest)"
      guard Folder.exists(path) else { continue }
      guard let manifest = try? BundleManifest(json: try WholeFile.read(path)) else { return }
      if let basis = manifest.basis { needed.insert(LeafList.path(basis.recordsRoot)) }
    }
    for name in Folder.names(in: "\(workspace)/\(folder)") {
      let path = "\(folder)/\(name)"
      if !needed.contains(path) { try Folder.remove("\(workspace)/\(path)") }
    }
  }
}
