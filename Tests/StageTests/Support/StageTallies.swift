import Foundation

/// A stage's report, as `--report` writes it.
struct StageTallies: Decodable {
  /// One input file.
  struct File: Decodable {
    var file: String
    var lines: Int
    var events: Int
    var withheld: Int
    var rejected: [String: Int]
    var filtered: [String: Int]
    var warnings: [String: Int]
    var failure: String?

    var isBalanced: Bool { lines == events + withheld + rejected.total + filtered.total }
  }

  var stage: String
  var `in`: Int
  var out: Int
  var dropped: [String: Int]
  var rejected: [String: Int]
  var filtered: [String: Int]
  var sessions: Int?
  var files: [File]?

  var isBalanced: Bool {
    self.in == out + dropped.total + rejected.total + filtered.total
      && (files ?? []).allSatisfy(\.isBalanced)
  }

  /// Reads a report.
  init(_ path: String) throws {
    self = try JSONDecoder().decode(StageTallies.self, from: try bytes(path))
  }
}

extension [String: Int] {
  /// All counts together.
  var total: Int { values.reduce(0, +) }
}
