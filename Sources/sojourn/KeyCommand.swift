import ArgumentParser
import CommandSupport
import Pipelines

/// Keys.
struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Makes pseudonym keys.", subcommands: [New.self])

  /// A new key.
  struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "new",
      abstract: "Writes a new pseudonym key that its owner alone can read.",
      discussion: """
        Visitors and customers are known in the workspace by pseudonyms that only this key can make. \
        Keep a copy: without it a person's journeys can no longer be found. A key that exists is never \
        replaced.
        """)

    @Argument(help: "The file to write.")
    var file: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      try common.run("sojourn") { _ in
        try KeyFile.create(file)
        return .done
      }
    }
  }
}
