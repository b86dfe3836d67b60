import Journeys
import OutcomeModel
import Transparency

/// What a purpose's models of a run are made of, once for all of them.
struct RecordBasis: Sendable {
  /// The records' keyed hashes.
  let leaves: RecordLeaves
  /// The root of the tree over them.
  let root: SortedMerkleRoot
  /// Tells which key the hashes were made with.
  let key: String
  /// SHA-256 of the pipeline file.
  let configuration: String
  /// The ledger by which the run judges; nil where it has none.
  let ledger: TrainingBasis.Ledger?

  init(
    _ leaves: RecordLeaves, _ hasher: RecordHasher, configuration: String,
    ledger: TrainingBasis.Ledger?
  ) {
    self.leaves = leaves
    root = leaves.root
    key = hasher.mark
    self.configuration = configuration
    self.ledger = ledger
  }

  /// The basis as a manifest carries it, which says the rest.
  func basis(of manifest: BundleManifest) -> TrainingBasis {
    var basis = TrainingBasis(
      manifest, span: TrainingBasis.Span(first: leaves.span.first, last: leaves.span.last),
      root: root)
    basis.records = leaves.records
    basis.sessions = leaves.sessions
    basis.configuration = configuration
    basis.key = key
    basis.ledger = ledger
    return basis
  }
}

extension TrainingBasis.Ledger {
  /// The head of the ledger that a run has judged by; nil where there is none.
  init?(_ state: LedgerState?) {
    guard let state, let root = MerkleHash(base64: state.root) else { return nil }
    self.init(size: state.size, root: root)
  }
}

/// Makes the basis of a purpose's models, beside their training where more than one job may run.
struct BasisMaking: Sendable {
  let hasher: RecordHasher
  /// SHA-256 of the pipeline file.
  let configuration: String
  /// The ledger by which the run judges; nil where it has none.
  let ledger: TrainingBasis.Ledger?
  let jobs: Int

  /// The basis, made by all jobs but one, which trains; nil where there is only one.
  func beside(_ table: SessionTable) async throws -> RecordBasis? {
    jobs > 1 ? try await make(table, jobs: jobs - 1) : nil
  }

  /// The basis that was made beside the training, or is made now.
  func finish(_ made: RecordBasis?, _ table: SessionTable) async throws -> RecordBasis {
    if let made { return made }
    return try await make(table, jobs: 1)
  }

  private func make(_ table: SessionTable, jobs: Int) async throws -> RecordBasis {
    RecordBasis(
      try await RecordLeaves.collect(table, hasher, jobs: jobs), hasher,
      configuration: configuration, ledger: ledger)
  }
}
