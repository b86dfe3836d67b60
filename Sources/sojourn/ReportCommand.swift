import ArgumentParser
import Bytes
import CommandSupport
import Pipelines

/// Reports over what runs have counted.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Tells what runs have counted.", subcommands: [Consent.self])

  /// A report's form.
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  /// Who consents against who comes.
  struct Consent: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "consent",
      abstract: "Tells who consents against who comes.",
      discussion: """
        For each purpose: the events seen, kept and dropped, by day and source with the reasons, and by \
        device and referrer, with a warning where models know only a slice. Counts of dropped events \
        under 10 are merged with others, so that the report may leave the workspace.

        Example: sojourn report consent --workspace workspace --purpose sales
        """)

    @Argument(help: "The pipeline file, whose workspace is looked at.")
    var pipeline: String?

    @Option(help: "The workspace, in place of the pipeline file's; `workspace` without either.")
    var workspace: String?

    @Option(help: "The first day to tell of.", transform: parseDay)
    var since: CivilDate?

    @Option(help: "The day before which to stop.", transform: parseDay)
    var until: CivilDate?

    @Option(help: "A purpose to tell of, several times for several; all, unless given.")
    var purpose: [String] = []

    @Option(help: "The report's form: text or json.")
    var format = Format.text

    @OptionGroup var common: CommonOptions

    func validate() throws {
      if let since, let until, since.dayNumber >= until.dayNumber {
        throw ValidationError("--until must be later than --since")
      }
    }

    func run() throws {
      try common.run("sojourn") { _ in
        let named = try pipeline.map { try PipelineConfiguration.read($0).workspace }
        let days = (since?.dayNumber ?? Int.min)..<(until?.dayNumber ?? Int.max)
        let report = try ConsentReport(
          workspace: workspace ?? named ?? "workspace", days: days, purposes: purpose)
        switch format {
        case .text: try printText(report.text)
        case .json: try printText(String(decoding: report.json(), as: UTF8.self))
        }
        return .done
      }
    }
  }
}
