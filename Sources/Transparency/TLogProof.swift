import Bytes

/// Why text is no proof of a log, by line from 1.
public enum TLogProofError: Error, Equatable {
  /// The first line is not the format's name.
  case unknownFormat
  /// The line with the index is missing or holds no decimal number without leading zeros.
  case badIndex(line: Int)
  /// What follows `extra` is not strict base 64.
  case badExtra(line: Int)
  /// A line of the path is not the base 64 of 32 bytes.
  case badHash(line: Int)
  /// The path does not end with an empty line.
  case noCheckpoint
  /// There are more hashes than any tree has levels.
  case tooManyHashes(limit: Int)
}

/// A proof that an entry is in a log, to be checked offline with the log's public key alone.
///
/// ```
/// c2sp.org/tlog-proof@v1
/// extra …                    optional, base 64: data that nothing vouches for
/// index 5                    where the entry stands, from 0
/// rzFuy5Go…=                 the path, the leaf's sibling first
///                            an empty line, then the checkpoint as a signed note
/// ```
public struct TLogProof: Equatable, Sendable {
  /// The first line.
  public static let format = "c2sp.org/tlog-proof@v1"
  /// Paths are not longer.
  public static let maximumHashes = 63

  /// Where the entry stands, from 0.
  public let index: Int
  /// The path from the leaf's sibling up.
  public let hashes: [MerkleHash]
  /// The signed checkpoint, as it was given.
  public let checkpoint: [UInt8]
  /// Data that nothing vouches for; nil where there are none.
  public let extra: [UInt8]?

  /// A proof by its parts.
  public init(index: Int, hashes: [MerkleHash], checkpoint: [UInt8], extra: [UInt8]? = nil) {
    self.index = index
    self.hashes = hashes
    self.checkpoint = checkpoint
    self.extra = extra
  }

  /// Makes sure that a leaf is in the log that a known key signed for.
  ///
  /// - Parameters:
  ///   - leaf: the entry's leaf hash.
  ///   - verifiers: the log's public keys.
  ///   - origin: the log's name; any where nil.
  /// - Returns: the checkpoint, now trusted.
  /// - Throws: ``NoteError``, ``CheckpointError`` or ``ProofError`` where the proof does not hold.
  @discardableResult
  public func verify(
    leaf: MerkleHash, verifiers: [NoteVerifier], origin: String? = nil
  ) throws -> Checkpoint {
    let trusted = try Checkpoint(note: checkpoint.span, verifiedBy: verifiers, origin: origin)
    try InclusionProof(index: index, treeSize: trusted.size, hashes: hashes)
      .verify(leaf: leaf, root: trusted.root)
    return trusted
  }
}
