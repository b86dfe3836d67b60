import Bytes
import Events
import Workspace

/// A run's id: its P, and a digest of all that it depends on.
struct RunIdentity {
  let id: String

  /// The id of a run over logs with these contents, one a file; nil for a file that can't be read.
  init(
    configuration: PipelineConfiguration, context: RunContext, untilStage: PipelineStage,
    selection: InputSelection, contents: [SeenContent?], statements: LoadedStatements
  ) {
    var digest = ContentDigest()
    let logs = zip(selection.logs, contents).map { log, content in
      "\(log.path) \(content?.digest ?? "") \(content?.tail?.digest ?? "")"
    }
    let parts =
      [configuration.digest, context.asOf.description, "\(context.knownAt)", untilStage.rawValue]
      + logs + statements.seen.map { "\($0.path) \($0.digest)" }
      // A ledger only grows, so that its size says what it holds.
      + (statements.ledger.map { ["ledger \($0.size)"] } ?? [])
    for part in parts { digest.update(Array("\(part)\n".utf8).span) }
    let moment = context.asOf.description.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
    id = "\(moment)-\(digest.finish().prefix(12))"
  }
}
