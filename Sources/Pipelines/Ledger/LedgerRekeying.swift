import ConsentLedger
import Identity
import Transparency
import Workspace

/// Gives a ledger the rotation of its key: the work of `sojourn-ledger rekey`.
public struct LedgerRekeying {
  private let settings: LedgerSettings
  private let newKey: String

  /// A rekeying.
  ///
  /// - Parameters:
  ///   - settings: the ledger, with the key that it has.
  ///   - newKey: the file of the key that it is to have.
  public init(settings: LedgerSettings, newKey: String) {
    self.settings = settings
    self.newKey = newKey
  }

  /// Checks the whole ledger, then gives it the new key; one that has it already is left as it is.
  ///
  /// - Returns: what was done, for people.
  /// - Throws: ``StageFailure`` 78 where the new key is no rotation of the old one, ``LedgerError``.
  public func run() throws -> String {
    let anchor = LedgerAnchor(ledger: settings.ledger)
    let (old, new, rekeying) = try keys()
    if let done = try rekeyed(new) {
      // One that was cut off may have left traces of old names, and the old checkpoint beside the ledger.
      try done.rekey(from: old, to: new, rekeying)
      try anchor.write(done)
      return "\(settings.ledger): has the new key already\n"
    }
    let open = try OpenLedger(settings, .write)
    let verifiers = [old.signer.verifier]
    let verified = try open.ledger.verify(
      verifiers, seen: try anchor.seen(open.ledger, verifiers))
    try open.ledger.rekey(from: old, to: new, rekeying)
    try anchor.write(open.ledger)
    return """
      \(settings.ledger): has the new key
      entries       \(verified.size), as they were
      subjects      \(verified.subjects), of which redacted \(verified.redacted)
      signed until now by  \(old.signer.verifier.text)
      signed from now by   \(new.signer.verifier.text)

      """
  }

  /// The keys, and what turns names of the one into names of the other.
  private func keys() throws -> (old: LedgerKeys, new: LedgerKeys, PseudonymRekeying) {
    guard let oldKey = settings.key else {
      throw StageFailure(.usage, "name the key that the ledger has with --key")
    }
    let controller = try settings.existingController
    let (old, new) = (try KeyFile.read(oldKey), try KeyFile.read(newKey))
    let rekeying = try KeyFile.rekeying(
      (old, oldKey), to: (new, newKey), for: .visitors, of: controller)
    return (
      LedgerKeys(old, controller: controller), LedgerKeys(new, controller: controller), rekeying
    )
  }

  /// The ledger, where it has the new key.
  private func rekeyed(_ new: LedgerKeys) throws -> ConsentLedger? {
    do {
      return try ConsentLedger(
        settings.ledger, controller: settings.controller, keys: new, access: .write)
    } catch LedgerError.otherKey {
      return nil
    }
  }
}

extension KeyFile {
  /// What turns pseudonyms of one key into those of its rotation.
  ///
  /// - Throws: ``StageFailure`` 78 where the one is no rotation of the other.
  static func rekeying(
    _ old: (key: PseudonymKey, path: String), to new: (key: PseudonymKey, path: String),
    for use: KeyUse, of controller: String
  ) throws -> PseudonymRekeying {
    guard let rekeying = old.key.rekeying(to: new.key, for: use, of: controller) else {
      throw StageFailure(
        .configuration,
        "\(new.path): is no rotation of \(old.path); make one with: sojourn key rotate \(old.path) NEWKEY"
      )
    }
    return rekeying
  }
}
