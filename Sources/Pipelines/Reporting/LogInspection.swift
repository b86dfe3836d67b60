import Bytes
import LogReading
public import Logging

/// Names a log's format and counts what would be read, without showing a line.
public struct LogInspection {
  private let path: String
  private let log: Logger

  /// A look into a file.
  public init(path: String, log: Logger) {
    self.path = path
    self.log = log
  }

  /// Reads the file and says what it holds.
  ///
  /// - Throws: ``StageFailure``: 66 where the file is missing, 65 where no format fits.
  public func run() throws -> String {
    let input = LineInput(path: path, limits: InputLimits())
    var sample: [[UInt8]] = []
    let reading = try input.forEachLine { line, _ in
      if sample.count < 20 { sample.append(Array(bytes: line)) }
    }
    if let failure = reading.failure, sample.isEmpty { throw failure }
    guard let format = LogFormat.recognise(sample) else {
      throw StageFailure(
        .badData, "\(path): no known format fits its first lines; paste the server's format string")
    }
    var settings = IngestSettings(format: format.name)
    settings.visitor = format.name == "journey" ? nil : "host+agent"
    var quiet = log
    quiet.logLevel = .critical
    let (file, failure, _) = try LogFileReading(
      input: input, settings: try settings.readerSettings(), log: quiet
    ).read { _ in }
    var lines = [
      "format     \(format.name)", "encoding   \(file.encoding ?? "unknown")",
      "lines      \(file.lines)", "pages      \(file.events)",
      "no pages   \(file.filtered.values.reduce(0, +))",
      "rejected   \(file.rejected.values.reduce(0, +))",
    ]
    if let failure { lines.append("damage     \(failure.description)") }
    return lines.joined(separator: "\n") + "\n"
  }
}
