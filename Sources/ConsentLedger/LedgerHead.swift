public import Bytes
import GRDB
public import Transparency

/// What a ledger's latest checkpoint speaks for.
public struct LedgerHead: Hashable, Sendable {
  /// How many entries there are.
  public var size = 0
  /// The root of the statements' tree.
  public var root = MerkleHash.emptyRoot
  /// How many subjects there are.
  var subjects = 0
  var subjectsRoot = MerkleHash.emptyRoot
  /// How many tombstones there are, and SHA-256 over them in order of pseudonym.
  var tombstones = 0
  var tombstonesDigest = MerkleHash.emptyRoot
  /// When the last entry was appended; nil where there is none.
  public internal(set) var lastAppend: Timestamp?

  /// Nothing.
  init() {}
}

extension LedgerHead {
  /// The text that is signed: C2SP's checkpoint (origin, size, root) and, as its extension lines, the
  /// subjects and tombstones at that moment.
  func checkpoint(origin: String) throws(CheckpointError) -> Checkpoint {
    try Checkpoint(
      origin: origin, size: size, root: root,
      extensions: [
        "subjects \(subjects) \(subjectsRoot.base64)",
        "tombstones \(tombstones) \(tombstonesDigest.base64)",
      ])
  }

  /// The head that a signed note speaks of.
  ///
  /// - Throws: ``NoteError`` where none of the keys has signed it, ``CheckpointError`` where it is no
  ///   checkpoint of this ledger.
  init(note: String, _ verifiers: [NoteVerifier], origin: String) throws {
    let note = Array(note.utf8)
    let checkpoint = try Checkpoint(note: note.span, verifiedBy: verifiers, origin: origin)
    guard let head = LedgerHead(checkpoint, origin: origin) else {
      throw CheckpointError.otherOrigin
    }
    self = head
  }

  /// The head that a checkpoint of a ledger speaks of; nil where it is none.
  init?(_ checkpoint: Checkpoint, origin: String) {
    guard checkpoint.origin == origin,
      checkpoint.extensions.count == 2,
      let subjects = LedgerHead.line("subjects", checkpoint.extensions[0]),
      let tombstones = LedgerHead.line("tombstones", checkpoint.extensions[1])
    else { return nil }
    size = checkpoint.size
    root = checkpoint.root
    self.subjects = subjects.count
    subjectsRoot = subjects.hash
    self.tombstones = tombstones.count
    tombstonesDigest = tombstones.hash
  }

  private static func line(_ name: String, _ line: String) -> (count: Int, hash: MerkleHash)? {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == name, let count = Int(parts[1]), count >= 0,
      let hash = MerkleHash(base64: String(parts[2]))
    else { return nil }
    return (count, hash)
  }
}
