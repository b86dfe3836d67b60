public import Bytes
public import Transparency

/// What a model was made of: it ties the model to its data and to the consent by which they were used
/// (consent 31, 48).
///
/// It says all of itself, so that it can be handed on without the rest of the manifest. The records are
/// the events of the sessions that the training read: closed, of people, and permitted for the
/// purpose. What a record is hashed from is told in docs/proofs.md.
public struct TrainingBasis: Codable, Equatable, Sendable {
  /// The consent ledger that was known.
  public struct Ledger: Codable, Equatable, Sendable {
    /// How many statements it held: K.
    public var size: Int
    /// The root of the tree over them, as its signed checkpoint has it.
    public var root: MerkleHash

    /// A ledger's head.
    public init(size: Int, root: MerkleHash) {
      self.size = size
      self.root = root
    }
  }

  /// The time of the records.
  public struct Span: Codable, Equatable, Sendable {
    /// The first record's time.
    public var first: Timestamp
    /// The last record's time.
    public var last: Timestamp

    /// A span of time.
    public init(first: Timestamp, last: Timestamp) {
      self.first = first
      self.last = last
    }
  }

  /// The organisation whose site it is.
  public var controller: String
  /// The purpose for which the records were used.
  public var purpose: String
  /// P: the moment at which they were used.
  public var asOf: Timestamp
  /// K: the part of the consent statements that was known.
  public var knownAt: BundleManifest.KnownAt
  /// The ledger that held those; absent where statements came from files alone.
  public var ledger: Ledger?
  /// From the first record to the last.
  public var span: Span
  /// How many records were used; equal ones each count.
  public var records: Int
  /// How many sessions they form.
  public var sessions: Int
  /// How many examples were made of those, to train, to calibrate and to test.
  public var examples: Int
  /// The events that the purpose might not use, by reason; counts under 10 are merged into `other`.
  public var dropped: [String: Int]
  /// SHA-256 of the pipeline file, in hexadecimal digits.
  public var configuration: String
  /// Tells which key the records' hashes were made with, and nothing else of it.
  public var key: String
  /// How many leaves the records' tree has: equal records are one.
  public var leaves: Int
  /// The root of the sorted Merkle tree over the records' keyed hashes.
  public var recordsRoot: MerkleHash

  /// The basis of a model of a run.
  ///
  /// - Parameters:
  ///   - manifest: says controller, purpose, P, K and the counts of examples.
  ///   - span: from the first record to the last.
  ///   - root: over the records' keyed hashes.
  public init(_ manifest: BundleManifest, span: Span, root: SortedMerkleRoot) {
    controller = manifest.controller
    purpose = manifest.outcome.purpose
    asOf = manifest.asOf
    knownAt = manifest.knownAt
    self.span = span
    records = 0
    sessions = 0
    let tallies = manifest.tallies
    examples = ["trainingExamples", "calibrationExamples", "testExamples"].reduce(0) {
      $0 + (tallies[$1] ?? 0)
    }
    dropped = [:]
    for (name, count) in tallies where name.hasPrefix("dropped.") {
      dropped[String(name.dropFirst("dropped.".count))] = count
    }
    configuration = ""
    key = ""
    leaves = root.size
    recordsRoot = root.root
  }
}

extension BundleManifest {
  /// Whether the basis speaks of this manifest's model.
  public var basisFits: Bool {
    guard let basis else { return true }
    return basis.controller == controller && basis.purpose == outcome.purpose
      && basis.asOf == asOf && basis.knownAt == knownAt
  }
}
