import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

/// Another key for all that lies at rest.
struct RekeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey",
    abstract:
      "Gives ledger and workspace the rotation of their key, which the pipeline file names.",
    discussion: """
      Renames every pseudonym at rest, in the ledger and in the tables, and makes sessions, outcomes and \
      models anew, as one run over all logs with the new key would make them. No log is read for it. The \
      workspace is published all at once; what has the new key already is left as it is, so that a run \
      that was cut off can be started again.

      Exit codes: as of sojourn run; 78 where the pipeline's key is no rotation of the old one.

      Example: sojourn key rotate acme.key acme-2027.key, then name acme-2027.key as pseudonymKey in \
      nightly.yaml, then sojourn rekey nightly.yaml --from acme.key
      """)

  @Argument(help: "The pipeline file, which names the new key.")
  var pipeline: String

  @Option(help: "The file of the old key.")
  var from: String

  @Option(help: "P: when the data are used; now, unless given.", transform: parseTimestamp)
  var asOf: Timestamp?

  @Option(help: "The last stage to do: consent, sessionize, train or export.")
  var untilStage = PipelineStage.export

  @Option(help: "How many days, and then buckets, are worked on side by side.")
  var jobs = 2

  @Option(
    help: "About how much memory to use, such as 512MB; half of the machine's, unless given.",
    transform: parseMemory)
  var memory: Int?

  @Option(help: "The workspace, in place of the pipeline file's.")
  var workspace: String?

  @Flag(help: "Wait for a run that holds the workspace, instead of ending with 75.")
  var wait = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...1024).contains(jobs) else { throw ValidationError("--jobs takes 1 to 1024") }
    guard untilStage >= .consent else {
      throw ValidationError("--until-stage takes consent, sessionize, train or export here")
    }
  }

  func run() async throws {
    try await common.runAsync("sojourn") { log in
      var options = RunOptions(asOf: asOf ?? Clock.now())
      options.isAsOfGiven = asOf != nil
      options.untilStage = untilStage
      options.jobs = jobs
      options.memory = memory
      options.workspace = workspace
      options.waits = wait
      options.progress = common.logFormat == .json || !Terminal.isStandardError ? .lines : .bar
      let result = try await WorkspaceRekeying(
        configuration: PipelineConfiguration.read(pipeline), oldKey: from, options: options,
        log: log
      ).run()
      try printText(result.summary)
      return result.code
    }
  }
}
