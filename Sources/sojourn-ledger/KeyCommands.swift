import ArgumentParser
import CommandSupport
import Pipelines

/// Another key.
struct RekeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey",
    abstract: "Gives the ledger the rotation of its key.",
    discussion: """
      Every pseudonym in the ledger is sealed anew; entries, hashes and salts stay byte for byte. Receipts \
      written before verify with the old public key, later ones with the new one, and the checkpoint in \
      between is signed by both. All or nothing; a ledger that has the new key already is left as it is. \
      A workspace is given the key together with its ledger by sojourn rekey.

      Example: sojourn-ledger rekey --ledger acme.ledger --key acme.key --new-key acme-2027.key
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: "The rotation of the key, made by sojourn key rotate.")
  var newKey: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.run("sojourn-ledger") { _ in
      try printText(LedgerRekeying(settings: ledger.settings(), newKey: newKey).run())
      return .done
    }
  }
}

/// Persons who were erased.
struct RedactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redact",
    abstract: "Cuts persons who were erased off from their statements, for good.",
    discussion: """
      The ledger forgets who said them: pseudonym, salt and evidence go. The statements stay, with their \
      hashes and everybody else's proofs, and a tombstone keeps the person's old records out, whatever \
      logs or statements are read again. Refused without a statement `erase` of that id, and where a grant \
      came after it. Ids are given one to a line in files or on standard input, or one by --subject.

      Exit codes: 0 done, 65 an id was refused, 66 nothing is known of --subject.

      Example: sojourn-ledger redact --ledger acme.ledger --key acme.key erased.txt
      """)

  @OptionGroup var ledger: LedgerOptions

  @Option(help: "One id, byte for byte as it was given, in place of files.")
  var subject: String?

  @OptionGroup var common: CommonOptions

  @Argument(help: "Files of ids, one to a line; - or none: standard input.")
  var files: [String] = []

  func validate() throws {
    if subject != nil, !files.isEmpty {
      throw ValidationError("--subject stands in place of files")
    }
  }

  func run() throws {
    try common.run("sojourn-ledger") { log in
      let redacting = LedgerRedacting(settings: try ledger.settings(), log: log)
      if let subject {
        try printText(redacting.redact(subject))
        return .done
      }
      let (code, text) = try redacting.redact(files: files)
      try printText(text)
      return code
    }
  }
}
