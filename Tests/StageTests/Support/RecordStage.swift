import Foundation
import TestKit
import Testing

/// A stage that reads records from files or standard input, with what a good record is for it.
struct RecordStage: CustomTestStringConvertible, Sendable {
  var executable: String
  var arguments: [String]
  /// A record that the stage takes, without its line feed.
  var record: String
  /// How many records come out where one goes in.
  var yields = 1

  var testDescription: String { executable }

  static let event =
    #"{"time":"2026-03-05T12:00:00Z","visitor":"v1","event":"page_viewed","controller":"acme"}"#

  static let ingest = RecordStage(
    executable: "sojourn-ingest", arguments: ["--format", "common"],
    record: #"192.0.2.1 - - [05/Mar/2026:12:00:00 +0000] "GET /a HTTP/1.1" 200 5"#)
  static let consent = RecordStage(
    executable: "sojourn-consent",
    arguments: [
      "--controller", "acme", "--purposes", "sales", "--as-of", "2026-03-20", "--decisions",
    ], record: event)
  static let sessionize = RecordStage(
    executable: "sojourn-sessionize", arguments: ["--summary"], record: event)

  /// The stages that stand before a model.
  static let all = [ingest, consent, sessionize]

  /// Runs the stage over files.
  func run(_ files: [String], _ more: [String] = [], input: Data = Data()) throws -> Command.Result
  {
    try Command.run(executable, arguments + more + files, input: input)
  }

  /// The stage's line for the shell.
  var line: String {
    ([executable] + arguments).joined(separator: " ")
  }
}
