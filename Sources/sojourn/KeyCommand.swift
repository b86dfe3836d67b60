import ArgumentParser
import CommandSupport
import Pipelines

/// Keys.
struct KeyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Makes and rotates pseudonym keys.",
    subcommands: [New.self, Rotate.self])

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

  /// A rotated key.
  struct Rotate: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate",
      abstract: "Writes the rotation of a key: what seals all that lies at rest is replaced.",
      discussion: """
        The first secret, which names ids, stays; a second one is new. Once sojourn rekey has given it to \
        ledger and workspace, whoever holds the old key alone can no longer read what lies there. The old \
        file stays as it is, and no file is ever replaced.

        Example: sojourn key rotate acme.key acme-2027.key && sojourn rekey nightly.yaml --from acme.key
        """)

    @Argument(help: "The key that is in use.")
    var old: String

    @Argument(help: "The file to write.")
    var new: String

    @OptionGroup var common: CommonOptions

    func run() throws {
      try common.run("sojourn") { _ in
        try KeyFile.rotate(old, to: new)
        return .done
      }
    }
  }
}
