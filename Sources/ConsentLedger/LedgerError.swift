/// Why a ledger can't be used.
public enum LedgerError: Error, Equatable, Sendable {
  /// There is no file.
  case missing(path: String)
  /// The file is no ledger.
  case notALedger(path: String)
  /// The file's tables are of a version that this code does not know.
  case otherVersion(path: String, found: Int)
  /// The ledger is another controller's.
  case otherController(path: String, found: String, expected: String)
  /// The ledger's subjects were named with another key.
  case otherKey(path: String)
  /// Another process is writing to it.
  case busy(path: String)
  /// The file can't be opened or made.
  case cannotOpen(path: String, reason: String)
  /// The file can't be written.
  case cannotWrite(path: String, reason: String)
  /// The ledger is not to be trusted.
  case untrusted(path: String, LedgerFault)
}

extension LedgerError: CustomStringConvertible {
  /// The file, what was found and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no ledger; make one by appending statements: sojourn-ledger append"
    case .notALedger(let path): "\(path): is no consent ledger"
    case .otherVersion(let path, let found):
      "\(path): is a ledger of version \(found), and \(LedgerSchema.version) is known here; use the release that wrote it"
    case .otherController(let path, let found, let expected):
      "\(path): is \(found)'s ledger, not \(expected)'s; give each controller one of its own"
    case .otherKey(let path):
      "\(path): has another key than this one; use the one that it was made with, or, where this one is the rotation of that, give it to ledger and workspace: sojourn rekey PIPELINE.yaml --from OLDKEY (to the ledger alone: sojourn-ledger rekey)"
    case .busy(let path): "\(path): another process is writing to it; try again"
    case .cannotOpen(let path, let reason): "\(path): can't be opened: \(reason)"
    case .cannotWrite(let path, let reason): "\(path): can't be written: \(reason)"
    case .untrusted(let path, let fault):
      "\(path): the ledger is not to be trusted: \(fault); restore it from a backup that verifies"
    }
  }
}
