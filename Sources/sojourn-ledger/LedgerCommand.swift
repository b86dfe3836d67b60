import ArgumentParser
import CommandSupport
import Pipelines

@main
struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn-ledger",
    abstract: "Keeps a controller's consent statements, and proves what they were.",
    discussion: """
      The ledger is one SQLite file a controller. Statements are appended, never changed; every append \
      signs a checkpoint over all of them, by which anybody with the public key can tell that none was \
      altered or taken away. People stand in it as keyed pseudonyms.

      Exit codes: 0 done, 64 usage, 65 damaged data or too many rejected lines, 66 an input is missing, \
      73 or 74 cannot write, 75 another process is writing, 77 the ledger is not to be trusted, \
      78 key, controller or policy are wrong.
      """,
    subcommands: [
      AppendCommand.self, ShowCommand.self, ProveCommand.self, VerifyCommand.self,
      CheckpointCommand.self, PublicKeyCommand.self, ImpactCommand.self, SuppressionsCommand.self,
      RekeyCommand.self, RedactCommand.self,
    ])
}

/// Which ledger, whose, with which key and policy.
struct LedgerOptions: ParsableArguments {
  @Option(help: "The pipeline file, which says where ledger and key are, whose, and the policy.")
  var config: String?

  @Option(help: "The ledger's file.")
  var ledger: String?

  @Option(help: "Whose ledger it is; a ledger that exists knows.")
  var controller: String?

  @Option(help: "The file of the pseudonym key.")
  var key: String?

  @Option(help: "A policy as YAML or JSON.")
  var policy: String?

  func validate() throws {
    if config == nil, ledger == nil {
      throw ValidationError("name the ledger with --ledger, or the pipeline file with --config")
    }
  }

  /// The settings that the flags amount to; flags go before the pipeline file.
  func settings() throws -> LedgerSettings {
    var settings: LedgerSettings
    if let config {
      settings = try LedgerSettings(PipelineConfiguration.read(config), ledger: ledger)
    } else {
      settings = LedgerSettings(ledger: ledger ?? "")
    }
    settings.controller = controller ?? settings.controller
    settings.key = key ?? settings.key
    if let policy { try settings.readPolicy(policy) }
    return settings
  }
}
