public import Bytes
public import Transparency

/// Why a proof about a record does not show what it says of a model.
public enum RecordProofError: Error, Equatable {
  /// The document is of another form.
  case unknownFormat
  /// The model does not say what it was made of.
  case noBasis
  /// The proof is about another model: its controller, outcome, P or root is not this one's.
  case otherModel
  /// The document has neither the parts of a proof of presence nor those of absence.
  case incomplete
  /// The hashes do not lead to the root.
  case doesNotHold(ProofError)
}

/// A proof that a record was, or was not, among those that a model was made of (consent 48).
///
/// It is checked against the model's manifest alone. The record itself is not in it, only its keyed
/// hash; of other records a proof of absence shows the keyed hashes of the two neighbours.
public struct RecordProof: Codable, Equatable, Sendable {
  /// The form of this document.
  public static let currentFormat = "sojourn/record-proof/v1"

  /// A leaf of the tree and its path to the root.
  public struct Leaf: Codable, Equatable, Sendable {
    /// The record's keyed hash.
    public var record: MerkleHash
    /// Where it stands among the leaves, from 0.
    public var index: Int
    /// The hashes beside its way, the sibling's first.
    public var path: [MerkleHash]

    fileprivate init(_ record: MerkleHash, _ inclusion: InclusionProof) {
      self.record = record
      index = inclusion.index
      path = inclusion.hashes
    }

    fileprivate func inclusion(_ size: Int) -> InclusionProof {
      InclusionProof(index: index, treeSize: size, hashes: path)
    }
  }

  /// The form.
  public var format = currentFormat
  /// Whether the record was used.
  public var isPresent: Bool
  /// The organisation whose site it is.
  public var controller: String
  /// The model's outcome.
  public var outcome: String
  /// P of the model.
  public var asOf: Timestamp
  /// The keyed hash that the proof is about.
  public var record: MerkleHash
  /// How many leaves the tree has.
  public var leaves: Int
  /// The tree's root.
  public var recordsRoot: MerkleHash
  /// The leaf itself, where it is there.
  public var leaf: Leaf?
  /// Where it is not: the leaf before its place; absent where that is the first.
  public var before: Leaf?
  /// Where it is not: the leaf after its place; absent where that is the last.
  public var after: Leaf?

  /// The document of a proof about a model's record.
  public init(_ record: MerkleHash, _ proof: SortedTreeProof, _ manifest: BundleManifest) {
    controller = manifest.controller
    outcome = manifest.outcome.name
    asOf = manifest.asOf
    self.record = record
    leaves = manifest.basis?.leaves ?? 0
    recordsRoot = manifest.basis?.recordsRoot ?? .emptyRoot
    switch proof {
    case .present(let inclusion):
      isPresent = true
      leaf = Leaf(record, inclusion)
    case .absent(let before, let after):
      isPresent = false
      self.before = before.map { Leaf($0.key, $0.inclusion) }
      self.after = after.map { Leaf($0.key, $0.inclusion) }
    }
  }

  /// Makes sure that the proof holds for the model of a manifest.
  ///
  /// - Throws: ``RecordProofError`` where it does not.
  public func verify(against manifest: BundleManifest) throws(RecordProofError) {
    guard format == RecordProof.currentFormat else { throw .unknownFormat }
    guard let basis = manifest.basis else { throw .noBasis }
    guard controller == manifest.controller, outcome == manifest.outcome.name,
      asOf == manifest.asOf, leaves == basis.leaves,
      recordsRoot == basis.recordsRoot
    else { throw .otherModel }
    do {
      try proof().verify(key: record, size: basis.leaves, root: basis.recordsRoot)
    } catch let error as ProofError {
      throw .doesNotHold(error)
    } catch {
      throw .incomplete
    }
  }

  private func proof() throws(RecordProofError) -> SortedTreeProof {
    if isPresent {
      guard let leaf, leaf.record == record, before == nil, after == nil else {
        throw .incomplete
      }
      return .present(leaf.inclusion(leaves))
    }
    guard leaf == nil else { throw .incomplete }
    func neighbour(_ leaf: Leaf?) -> SortedTreeProof.Neighbour? {
      leaf.map { SortedTreeProof.Neighbour(key: $0.record, inclusion: $0.inclusion(leaves)) }
    }
    return .absent(before: neighbour(before), after: neighbour(after))
  }
}
