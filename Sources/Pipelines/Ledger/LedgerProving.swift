import Bytes
import ConsentLedger
import Foundation
import Transparency
import Workspace

/// Writes proofs of what a ledger holds: the work of `sojourn-ledger prove` and `checkpoint`.
public struct LedgerProving {
  private let settings: LedgerSettings

  /// Proofs from a ledger.
  public init(settings: LedgerSettings) {
    self.settings = settings
  }

  /// A person's receipt as JSON.
  ///
  /// - Throws: ``StageFailure`` 66 where the ledger knows nothing of the id.
  public func receipt(for id: String) throws -> [UInt8] {
    let open = try OpenLedger(settings, .read)
    guard let receipt = try open.ledger.receipt(for: Array(id.utf8).span, keys: open.keys) else {
      throw StageFailure(
        .noInput, "\(settings.ledger): nothing is known of this id; ids are compared byte for byte")
    }
    return try JSONDocument.encode(receipt)
  }

  /// The proof that one entry stands in the ledger, in C2SP's form.
  ///
  /// - Throws: ``StageFailure`` 64 where there is no such entry.
  public func entry(_ number: Int) throws -> [UInt8] {
    let open = try OpenLedger(settings, .read)
    guard let proof = try open.ledger.entryProof(number, [open.keys.signer.verifier]) else {
      throw StageFailure(.usage, "\(settings.ledger): there is no entry \(number)")
    }
    return Array(proof.utf8)
  }

  /// The proof that the ledger of one size is the beginning of that of another, as JSON.
  ///
  /// - Throws: ``StageFailure`` 64 where there were no such checkpoints.
  public func consistency(from old: Int, to new: Int) throws -> [UInt8] {
    let open = try OpenLedger(settings, .read)
    guard
      let proof = try open.ledger.growth(from: old, to: new, [open.keys.signer.verifier])
    else {
      throw StageFailure(
        .usage,
        "\(settings.ledger): no checkpoints were signed over \(old) and then \(new) entries; sojourn-ledger checkpoint --all lists those that were"
      )
    }
    return try JSONDocument.encode(proof)
  }

  /// The latest checkpoint's note, or all of them, an empty line between.
  public func checkpoints(all: Bool) throws -> String {
    let open = try OpenLedger(settings, .read)
    if all { return try open.ledger.checkpoints().joined(separator: "\n") }
    return try open.ledger.latestCheckpoint() ?? ""
  }

  /// The public key by which others verify what the ledger proves.
  public func publicKey() throws -> String {
    guard let key = settings.key, let controller = settings.controller else {
      return try OpenLedger(settings, .read).keys.signer.verifier.text
    }
    return LedgerKeys(try KeyFile.read(key), controller: controller).signer.verifier.text
  }
}
