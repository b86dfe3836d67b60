public import Consent
import ConsentLedger
import Identity
import Transparency
import Workspace

/// Which ledger a command works on, and by which rules.
public struct LedgerSettings: Sendable {
  /// The ledger's file.
  public var ledger: String
  /// Whose ledger it is; nil where the file is to say so.
  public var controller: String?
  /// The file of the pseudonym key; nil where nobody has to be found by an id.
  public var key: String?
  /// What the controller has settled.
  public var policy = ConsentPolicy()
  /// What is borne of bad input.
  public var inputLimits = InputLimits()
  /// How many rejected lines are borne.
  public var rejectLimits = RejectLimits()

  /// Settings for a ledger's file.
  public init(ledger: String) {
    self.ledger = ledger
  }

  /// Those of a pipeline, its ledger unless another is named.
  ///
  /// - Throws: ``StageFailure`` 78 where no ledger is named.
  public init(_ configuration: PipelineConfiguration, ledger: String? = nil) throws {
    guard let ledger = ledger ?? configuration.ledger else {
      throw StageFailure(
        .configuration,
        "\(configuration.file): names no ledger; add a line such as: ledger: \(configuration.controller).ledger"
      )
    }
    self.init(ledger: ledger)
    controller = configuration.controller
    key = configuration.pseudonymKey
    policy = configuration.consent
    inputLimits = configuration.limits
    rejectLimits = configuration.rejectLimits
  }

  /// Takes the policy of a file.
  public mutating func readPolicy(_ file: String) throws {
    policy = try ConsentPolicy.read(
      file: file, text: String(decoding: try WholeFile.read(file), as: UTF8.self))
  }
}

/// A ledger that a command has opened, with its keys.
struct OpenLedger {
  let ledger: ConsentLedger
  let keys: LedgerKeys
  let anchor: LedgerAnchor

  /// Opens a ledger with its controller's key.
  ///
  /// - Throws: ``StageFailure`` 78 where controller or key are not known, 66 where there is no ledger, 77
  ///   where it is shorter than, or another than, the one that was signed last.
  init(_ settings: LedgerSettings, _ access: ConsentLedger.Access) throws {
    guard let keyFile = settings.key else {
      throw StageFailure(
        .usage,
        "the ledger's subjects are pseudonyms: name the key with --key, or the pipeline file with --config"
      )
    }
    let key = try KeyFile.read(keyFile)
    let controller = try settings.existingController
    keys = LedgerKeys(key, controller: controller)
    if case .create = access { try Folder.create(Folder.parent(of: settings.ledger)) }
    ledger = try ConsentLedger(settings.ledger, controller: controller, keys: keys, access: access)
    anchor = LedgerAnchor(ledger: settings.ledger)
    try anchor.require(ledger, [keys.signer.verifier])
  }
}

extension LedgerSettings {
  /// Whose ledger it is, asked of the ledger where nothing else says so.
  ///
  /// - Throws: ``StageFailure`` 64 where there is none to ask.
  var existingController: String {
    get throws {
      if let controller { return controller }
      guard Folder.exists(ledger) else {
        throw StageFailure(
          .usage, "\(ledger): there is no ledger yet: say with --controller whose it is to be")
      }
      return try ConsentLedger(ledger, controller: nil, keys: nil, access: .read).controller
    }
  }
}
