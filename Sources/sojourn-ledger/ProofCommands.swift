import ArgumentParser
import CommandSupport
import Pipelines

/// What a person has said.
struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Prints what an id has said, in order of the append.",
    discussion: """
      A line holds the entry's number, when it was said, what, for which purpose, under which notice, how, \
      from where, and when the ledger learned it if that was another time. What grants nothing says why.

      Example: sojourn-ledger show --ledger acme.ledger --key acme.key --subject 5f1c…
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: "The id, byte for byte as it was given.")
  var subject: String

  @Flag(help: "Print one JSON object a line: the entry's leaf, its evidence and its number.")
  var json = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.run("sojourn-ledger") { _ in
      try printText(
        LedgerShowing(settings: ledger.settings()).history(of: subject, asJSON: json))
      return .done
    }
  }
}

/// Proofs.
struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Writes a receipt that a person can keep, or the proof of an entry or of growth.",
    discussion: """
      A receipt holds a person's statements with their evidence, the proof that each stands in the ledger, \
      and the signed checkpoint. It verifies offline with the public key alone: sojourn-ledger verify \
      --receipt FILE --public-key KEY.

      Example: sojourn-ledger prove --ledger acme.ledger --key acme.key --subject 5f1c… -o receipt.json
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: "Whose receipt: the id, byte for byte as it was given.")
  var subject: String?

  @Option(help: "The number of an entry, for its proof in the form of c2sp.org/tlog-proof.")
  var entry: Int?

  @Option(help: "The size of an earlier checkpoint, for the proof that the ledger only grew since.")
  var from: Int?

  @Option(help: "The size of a later checkpoint.")
  var to: Int?

  @Option(name: .shortAndLong, help: "Write to this file, which appears whole at the end.")
  var output: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    let asked = [subject != nil, entry != nil, from != nil && to != nil].filter { $0 }.count
    guard asked == 1, (from == nil) == (to == nil) else {
      throw ValidationError("name one of --subject, --entry, or --from with --to")
    }
  }

  func run() throws {
    try common.run("sojourn-ledger") { _ in
      let proving = LedgerProving(settings: try ledger.settings())
      let bytes: [UInt8]
      if let subject {
        bytes = try proving.receipt(for: subject)
      } else if let entry {
        bytes = try proving.entry(entry)
      } else {
        bytes = try proving.consistency(from: from ?? 0, to: to ?? 0)
      }
      try writeOutput(bytes, to: output)
      return .done
    }
  }
}

/// Checks.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks a ledger, a receipt or a proof, offline, with the public key alone.",
    discussion: """
      A ledger is read whole: every entry against its hash, all hashes against every signed checkpoint, \
      evidence, histories, subjects. The first bad entry is named.

      Exit codes: 0 all is as it was signed, 77 something is not, 66 there is no such file.

      Example: sojourn-ledger verify --ledger acme.ledger --public-key acme.pub
      """)

  @Option(help: "The pipeline file, which says where ledger and key are.")
  var config: String?

  @Option(help: "The ledger's file.")
  var ledger: String?

  @Option(help: "Whose ledger it is; a ledger that exists knows.")
  var controller: String?

  @Option(help: "The file of the pseudonym key, in place of the public key.")
  var key: String?

  @Option(help: "The public key, or a file that holds it.")
  var publicKey: String?

  @Option(help: "A receipt to check, in place of a ledger.")
  var receipt: String?

  @Option(help: "A proof of growth to check, in place of a ledger.")
  var consistency: String?

  @Option(
    parsing: .upToNextOption,
    help: "Files of checkpoints seen before, which the ledger has to go on from.")
  var checkpoint: [String] = []

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if config == nil, ledger == nil, receipt == nil, consistency == nil {
      throw ValidationError("name what to check: --ledger, --config, --receipt or --consistency")
    }
  }

  func run() throws {
    try common.run("sojourn-ledger") { _ in
      let settings = try settings()
      let verifying = try LedgerVerifying(publicKey: publicKey, settings: settings)
      if let receipt { try printText(verifying.receipt(receipt)) }
      if let consistency { try printText(verifying.consistency(consistency)) }
      if receipt == nil, consistency == nil, let settings {
        try printText(verifying.ledger(settings.ledger, checkpoints: checkpoint))
      }
      return .done
    }
  }

  private func settings() throws -> LedgerSettings? {
    var options = LedgerOptions()
    options.config = config
    options.ledger = ledger
    options.controller = controller
    options.key = key
    options.policy = nil
    return config == nil && ledger == nil ? nil : try options.settings()
  }
}

/// Checkpoints.
struct CheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Prints the latest signed checkpoint, for others to keep.",
    discussion: """
      Whoever keeps a checkpoint can tell later whether the ledger only grew since: sojourn-ledger verify \
      --checkpoint FILE.
      """)

  @OptionGroup var ledger: LedgerOptions

  @Flag(help: "Print all checkpoints, in order of their signing.")
  var all = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.run("sojourn-ledger") { _ in
      try printText(LedgerProving(settings: ledger.settings()).checkpoints(all: all))
      return .done
    }
  }
}

/// The public key.
struct PublicKeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "public-key",
    abstract: "Prints the public key by which others verify what the ledger proves.",
    discussion: "In the form of a C2SP verifier key: name, hash and Ed25519 key.")

  @OptionGroup var ledger: LedgerOptions

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.run("sojourn-ledger") { _ in
      try printText(LedgerProving(settings: ledger.settings()).publicKey() + "\n")
      return .done
    }
  }
}
