import Bytes
import ConsentLedger
import Foundation
import Transparency
import Workspace

/// Checks ledgers, receipts and proofs of growth, offline: the work of `sojourn-ledger verify`.
public struct LedgerVerifying {
  private let verifiers: [NoteVerifier]

  /// Checks by a public key, or by that of a ledger's controller.
  ///
  /// - Parameters:
  ///   - publicKey: the key's text, or a file that holds it.
  ///   - settings: the ledger whose controller's key says which it is, where none is given.
  /// - Throws: ``StageFailure`` 64 where it is no key, or none is given.
  public init(publicKey: String?, settings: LedgerSettings?) throws {
    if let publicKey {
      let text =
        Folder.exists(publicKey)
        ? String(decoding: try WholeFile.read(publicKey), as: UTF8.self) : publicKey
      guard
        let verifier = try? NoteVerifier(text.trimmingCharacters(in: .whitespacesAndNewlines))
      else {
        throw StageFailure(
          .usage,
          "--public-key takes a line such as sojourn-ledger public-key prints, or a file that holds it"
        )
      }
      verifiers = [verifier]
    } else if let settings, settings.key != nil {
      verifiers = [try NoteVerifier(LedgerProving(settings: settings).publicKey())]
    } else {
      throw StageFailure(.usage, "name the public key with --public-key, or the key with --key")
    }
  }

  /// Checks a whole ledger.
  ///
  /// - Parameter checkpoints: files of notes seen before, which the ledger has to go on from.
  /// - Throws: ``LedgerError`` with the first fault.
  public func ledger(_ path: String, checkpoints: [String]) throws -> String {
    let ledger = try ConsentLedger(path, controller: nil, keys: nil, access: .read)
    let trusted = ledger.trusted(verifiers)
    var seen = try LedgerAnchor(ledger: path).seen(ledger, verifiers)
    for file in checkpoints {
      let note = String(decoding: try WholeFile.read(file), as: UTF8.self)
      guard let checkpoint = ledger.seenCheckpoint(note, trusted) else {
        throw StageFailure(
          .untrustedLedger, "\(file): is no checkpoint of this ledger that a trusted key has signed"
        )
      }
      seen.append(checkpoint)
    }
    let verified = try ledger.verify(verifiers, seen: seen)
    return """
      \(path): verified
      controller   \(ledger.controller)
      entries      \(verified.size)
      root         \(verified.root.base64)
      checkpoints  \(verified.checkpoints), each consistent with all others
      subjects     \(verified.subjects), of which redacted \(verified.redacted)

      """
  }

  /// Checks a receipt.
  ///
  /// - Throws: ``StageFailure`` 77 with what is wrong.
  public func receipt(_ path: String) throws -> String {
    do {
      let receipt = try Receipt(json: try WholeFile.read(path))
      let seen = try receipt.verify(verifiers)
      return
        "\(path): verified\nstatements   \(receipt.statements.count), in a ledger of \(seen.size) entries\nroot         \(seen.root.base64)\n"
    } catch let fault as ReceiptFault {
      throw StageFailure(.untrustedLedger, "\(path): the receipt proves nothing: \(fault)")
    }
  }

  /// Checks a proof of growth.
  ///
  /// - Throws: ``StageFailure`` 77 with what is wrong.
  public func consistency(_ path: String) throws -> String {
    do {
      let proof = try GrowthProof(json: try WholeFile.read(path))
      let (old, new) = try proof.verify(verifiers)
      return "\(path): verified\nthe ledger of \(old) entries is the beginning of that of \(new)\n"
    } catch let fault as ReceiptFault {
      throw StageFailure(.untrustedLedger, "\(path): the proof proves nothing: \(fault)")
    }
  }
}
