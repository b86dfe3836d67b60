import ArgumentParser
import CommandSupport
import Pipelines

/// What ran.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Lists the runs of a workspace and what they made.")

  @Option(help: "The workspace's folder.")
  var workspace = "workspace"

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.run("sojourn") { _ in
      try printText(WorkspaceStatus(workspace: workspace).text)
      return .done
    }
  }
}

/// Whether what is there is what a run made.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks a bundle's or the last run's files against their digests.",
    discussion: """
      A bundle's folder is checked against its manifest, and its golden prefixes are recomputed. In a \
      workspace every table file and bundle of the last run is read and compared, and the leaves of the \
      records that each model was made of must have the root in its manifest.

      With --pipeline, which names the key, those leaves are also made again from the tables: of a model \
      of the last run all must be there and no others, of an older one it is told how many are gone, and \
      how many have come.

      With --proof the proofs that `sojourn audit record` has printed are checked against a bundle's \
      manifest, without any key.

      Exit codes: 0 all is as it was made, 65 something differs, 66 nothing is there to check.
      """)

  @Argument(
    help: "A bundle's folder or a workspace; `workspace`, or that of --pipeline, unless given.")
  var path: String?

  @Option(help: "The pipeline file, to make models' records again from the tables.")
  var pipeline: String?

  @Option(help: "A file of proofs about records, to be checked against a bundle's folder.")
  var proof: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard proof != nil else { return }
    guard path != nil else { throw ValidationError("--proof needs the bundle's folder") }
    guard pipeline == nil else { throw ValidationError("--proof stands without --pipeline") }
  }

  func run() throws {
    try common.run("sojourn") { _ in
      if let proof, let path {
        try printText(ProofVerification(proofs: proof, bundle: path).run())
        return .done
      }
      let configuration = try pipeline.map { try PipelineConfiguration.read($0) }
      let path = path ?? configuration?.workspace ?? "workspace"
      try printText(Verification(path: path, pipeline: configuration).run())
      return .done
    }
  }
}
