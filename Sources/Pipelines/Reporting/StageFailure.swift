import Compression
import ConsentLedger
import Workspace

/// Why a command could not do its work: its exit code, and one line for people.
public struct StageFailure: Error, Equatable, CustomStringConvertible {
  /// How the command ends.
  public var code: ExitCode
  /// Where and what, what was expected and what to do.
  public var description: String

  /// A failure that ends with `code`.
  public init(_ code: ExitCode, _ description: String) {
    self.code = code
    self.description = description
  }

  /// The failure that an error of the rooms below amounts to.
  public init(_ error: any Error) {
    switch error {
    case let failure as StageFailure: self = failure
    case let error as ConfigurationError: self.init(.configuration, error.description)
    case let error as WorkspaceError: self.init(.init(error), error.description)
    case let error as LedgerError: self.init(.init(error), error.description)
    case let error as ReadError:
      self.init(error.isDamage ? .badData : .noInput, error.description)
    default: self.init(.conservation, "unexpected: \(type(of: error))")
    }
  }
}

extension ExitCode {
  /// The exit code of a ledger that can't be used.
  init(_ error: LedgerError) {
    switch error {
    case .missing: self = .noInput
    case .notALedger, .otherVersion: self = .badData
    case .otherController, .otherKey: self = .configuration
    case .busy: self = .tryAgain
    case .cannotOpen: self = .cannotCreate
    case .cannotWrite: self = .cannotWrite
    case .untrusted: self = .untrustedLedger
    }
  }

  /// The exit code of something that could not be stored.
  init(_ error: WorkspaceError) {
    switch error {
    case .cannotCreate: self = .cannotCreate
    case .cannotWrite: self = .cannotWrite
    case .cannotRead: self = .noInput
    case .damagedTable: self = .badData
    case .locked: self = .tryAgain
    }
  }
}
