import ArgumentParser
import CommandSupport
import Pipelines

@main
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sojourn-export",
    abstract: "Turns a model into a bundle for the online scorer.",
    discussion: """
      Writes a folder with manifest.json, weights.safetensors and golden.ndjson, which appears whole \
      or not at all.

      Exit codes: 0 done, 64 usage, 65 the model is damaged, 66 it is missing, 73 or 74 the folder \
      can't be written.

      Example: sojourn-export --model purchase.model --output bundles/purchase
      """)

  @Option(help: "A model that sojourn-train has written.")
  var model: String

  @Option(name: .shortAndLong, help: "The bundle's folder; one that is there is replaced.")
  var output: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.run("sojourn-export") { log in
      try ExportStage(log: log).run(model: model, output: output)
    }
  }
}
