import Bytes
import ConsentLedger
import Transparency
import Workspace

/// The last signed checkpoint, in a file beside the ledger: `FILE.checkpoint`.
///
/// The ledger's own checkpoints would go with its last entries, were somebody to cut them off or to put an
/// old copy in its place; this one stays and tells. It is written once the ledger's transaction has ended,
/// so that after a crash it may be older than the ledger, never newer.
struct LedgerAnchor {
  let path: String

  init(ledger: String) {
    path = "\(ledger).checkpoint"
  }

  /// What the file says was signed last; none where there is no file.
  ///
  /// - Throws: ``StageFailure`` 77 where it is not signed by one of the keys.
  func seen(_ ledger: ConsentLedger, _ verifiers: [NoteVerifier]) throws -> [SeenCheckpoint] {
    guard Folder.exists(path) else { return [] }
    let text = String(decoding: try WholeFile.read(path), as: UTF8.self)
    guard let seen = ledger.seenCheckpoint(text, ledger.trusted(verifiers)) else {
      throw StageFailure(
        .untrustedLedger,
        "\(path): is no checkpoint that a trusted key has signed; if the ledger verifies without it, remove it"
      )
    }
    return [seen]
  }

  /// Makes sure that the ledger goes on from what was signed last.
  ///
  /// - Throws: ``StageFailure`` 77.
  func require(_ ledger: ConsentLedger, _ verifiers: [NoteVerifier]) throws {
    for seen in try seen(ledger, verifiers) { try ledger.requireConsistency(with: seen) }
  }

  /// Writes the ledger's last checkpoint.
  func write(_ ledger: ConsentLedger) throws {
    guard let note = try ledger.latestCheckpoint() else { return }
    try AtomicFile.removeLeftovers(of: path)
    try AtomicFile.write(Array(note.utf8), to: path)
  }
}
