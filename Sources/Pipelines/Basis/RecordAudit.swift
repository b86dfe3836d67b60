import Bytes
import Events
import Identity
import Journeys
public import Logging
import OutcomeModel
import Transparency
import Workspace

/// Answers by proof whether records were among those that a model was made of (consent 48).
///
/// Each record is brought into the form that it has at rest and hashed under the controller's key; what
/// is printed is the keyed hash with its path in the model's tree, or the paths of its two neighbours.
public struct RecordAudit {
  private let configuration: PipelineConfiguration
  private let manifest: BundleManifest
  private let tree: SortedMerkleTree<LeafList>
  private let hasher: RecordHasher
  private let visitors: Subkey
  private let log: Logger

  /// An audit of the model of an outcome.
  ///
  /// - Parameters:
  ///   - configuration: the pipeline: it names the workspace and the key.
  ///   - outcome: the outcome whose model it is.
  ///   - bundle: the model's folder; nil for the one in the workspace.
  /// - Throws: ``StageFailure``: 66 where there is no such model or its leaves are not there, 65 where
  ///   they are not its own, 78 where the key is missing or another.
  public init(
    _ configuration: PipelineConfiguration, outcome: String, bundle: String?, log: Logger
  ) throws {
    let folder = bundle ?? "\(configuration.workspace)/models/\(outcome)"
    manifest = try BundleFolder.read(folder).manifest
    guard manifest.outcome.name == outcome, manifest.controller == configuration.controller else {
      throw StageFailure(
        .configuration,
        "\(folder): is the model of \(manifest.outcome.name) of \(manifest.controller), not of \(outcome) of \(configuration.controller)"
      )
    }
    guard let basis = manifest.basis else {
      throw StageFailure(
        .noInput, "\(folder): does not say what it was made of; a run trains it anew with that")
    }
    let key = try KeyFile.read(configuration.pseudonymKey)
    hasher = RecordHasher(key, of: configuration.controller)
    guard hasher.mark == basis.key else {
      throw StageFailure(
        .configuration,
        "\(configuration.pseudonymKey): is not the key that the model's records were hashed with; use that one"
      )
    }
    if basis.configuration != configuration.digest {
      log.warning(
        "\(configuration.file): has changed since the model was made: a record may have been stored in another form, and seem absent"
      )
    }
    tree = try LeafList.tree(of: basis, in: configuration.workspace)
    visitors = key.subkey(for: .visitors, of: configuration.controller)
    self.configuration = configuration
    self.log = log
  }

  /// Prints a proof for each event of files, or of standard input, as NDJSON in the events' order.
  ///
  /// - Parameter isAtRest: whether the events stand there as they lie at rest, with pseudonyms.
  /// - Returns: how the command ends: 99 where there is no event.
  /// - Throws: ``StageFailure`` 65 where a line is no event; the others are answered.
  public func run(_ files: [String], isAtRest: Bool) throws -> ExitCode {
    let records = try RecordOutput(path: nil)
    var form = isAtRest ? nil : try RestingForm(configuration, visitors)
    var scratch: [UInt8] = []
    var tally = StageReport(stage: "audit")
    var answered = 0
    let failure = try EventFileReading(limits: configuration.limits, log: log)
      .read(files, &tally) { batch in
        let events = form?.atRest(batch) ?? batch
        for row in events.rows {
          let record = hasher.leaf(of: row, in: events, &scratch)
          let proof = RecordProof(record, tree.proof(of: record), manifest)
          try records.append(try JSONDocument.encode(proof, pretty: false))
          answered += 1
        }
      }
    try records.finish()
    tally.out = answered
    if let failure { throw failure }
    guard tally.rejected.isEmpty else {
      // Whoever asks about an event has to have an answer to that one.
      throw StageFailure(
        .badData, "lines that are no events were passed over, so that not all is answered")
    }
    return tally.out > 0 ? .done : .nothingToDo
  }
}

/// Brings events into the form in which they lie at rest.
private struct RestingForm {
  private var minimizer: EventMinimizer
  private let visitors: Subkey

  init(_ configuration: PipelineConfiguration, _ visitors: Subkey) throws {
    let outcomes = try OutcomeSet(configuration.outcomes)
    minimizer = EventMinimizer(
      subkey: visitors, keepQuery: configuration.site.keepQuery + outcomes.queryKeys,
      traitKeys: outcomes.traitKeys)
    self.visitors = visitors
  }

  mutating func atRest(_ batch: EventBatch) -> EventBatch {
    var pool = TextPool()
    let text = batch.text.span
    var reducedBatch = EventBatch()
    for row in batch.rows {
      var reduced = minimizer.minimize(row, text, into: &pool)
      let visitor = text.extracting(row.visitor.indices)
      if !Placeholder.matches(visitor) {
        reduced.visitor = pool.bytes.store(visitors.pseudonym(of: visitor).span)
      }
      reducedBatch.rows.append(reduced)
    }
    reducedBatch.text = pool.bytes
    return reducedBatch
  }
}
