import Foundation
import TestKit
import Testing

/// What the session rules say of one compressed file.
struct GzipVerdict: CustomTestStringConvertible, Sendable {
  var file: String
  /// How many lines the whole file has; nil where it is damaged.
  var lines: Int?
  /// Why a damaged file is one: a word of the message.
  var fault = ""
  /// How many whole lines come before the damage.
  var salvaged = 0

  var testDescription: String { file }
  var isBad: Bool { lines == nil }
}

@Suite(
  "sessions, gzip: real logs through ingest",
  .enabled(if: SharedData.path("logs/gzip-real-logs") != nil, "shared vectors are not here"))
struct GzipVerdictTests {
  static let verdicts = [
    GzipVerdict(file: "01-single", lines: 1948),
    GzipVerdict(file: "02-two-members", lines: 3423),
    GzipVerdict(file: "03-many-small-members", lines: 1948),
    GzipVerdict(file: "04-empty-member-between", lines: 3423),
    GzipVerdict(file: "05-all-header-fields", lines: 1948),
    GzipVerdict(file: "06-trailing-zero-padding", lines: 1948),
    GzipVerdict(file: "07-trailing-garbage", lines: 1948),
    GzipVerdict(file: "08-truncated-mid-member", fault: "ends", salvaged: 1362),
    GzipVerdict(file: "09-truncated-in-trailer", fault: "ends", salvaged: 1948),
    GzipVerdict(file: "10-second-member-truncated", fault: "ends", salvaged: 2620),
    GzipVerdict(file: "11-bad-crc", fault: "checksum", salvaged: 1948),
    GzipVerdict(file: "12-bad-isize", fault: "length", salvaged: 1948),
    GzipVerdict(file: "13-bit-flip-in-body", fault: "checksum", salvaged: 1948),
    GzipVerdict(file: "14-zero-byte-file", lines: 0),
    GzipVerdict(file: "15-plain-text-named", lines: 33),
    GzipVerdict(file: "16-no-final-newline", lines: 1948),
    GzipVerdict(file: "17-crlf", lines: 123),
    GzipVerdict(file: "18-header-crc-wrong", fault: "header"),
    GzipVerdict(file: "20-stored-blocks", lines: 420),
    GzipVerdict(file: "21-reserved-flag-bit", fault: "reserved"),
  ]

  static func path(_ file: String) -> String {
    SharedData.path("logs/gzip-real-logs/\(file).gz") ?? ""
  }

  /// One file read alone: how it ended, its tallies, and the events that were published.
  private func ingest(
    _ files: [String], _ more: [String] = []
  ) throws -> (result: Command.Result, tallies: StageTallies, published: Data?) {
    let folder = try TemporaryFolder()
    let output = folder.path("events.ndjson")
    let report = folder.path("report.json")
    let result = try Command.run(
      "sojourn-ingest",
      Logisland.flags + ["--output", output, "--report", report] + more + files)
    return (result, try StageTallies(report), try? bytes(output))
  }

  @Test("each file alone: exit code, events and closed counts", arguments: verdicts)
  func alone(verdict: GzipVerdict) throws {
    let (result, tallies, published) = try ingest([Self.path(verdict.file)])
    #expect(result.status == (verdict.isBad ? 65 : 0), "\(result.errors)")
    #expect(tallies.isBalanced)
    #expect(result.output.isEmpty)
    let events = published.map { lines(of: $0).count } ?? 0
    #expect(tallies.out == events)
    if let expected = verdict.lines {
      #expect(tallies.in == expected)
      #expect(events == expected - tallies.rejected.total)
      #expect(tallies.rejected.total <= 1)
    } else {
      #expect(events == 0)
      #expect(result.errors.contains(verdict.fault))
      #expect(result.errors.contains("\(verdict.file).gz"))
    }
  }

  @Test("a damaged file between two whole ones", arguments: verdicts.filter(\.isBad))
  func others(verdict: GzipVerdict) throws {
    let whole = [Self.path("17-crlf"), Self.path("20-stored-blocks")]
    let (result, tallies, published) = try ingest([
      whole[0], Self.path(verdict.file), whole[1],
    ])
    #expect(result.status == 65)
    #expect(tallies.isBalanced)
    #expect(tallies.files?.map { $0.failure == nil } == [true, false, true])
    let (_, _, expected) = try ingest(whole)
    #expect(published == expected, "nothing of the damaged file, all of the others")
  }

  @Test(
    "--on-corrupt salvage keeps the whole lines before the damage",
    arguments: verdicts.filter(\.isBad))
  func salvage(verdict: GzipVerdict) throws {
    let (_, tallies, published) = try ingest(
      [Self.path(verdict.file)], ["--on-corrupt", "salvage"])
    #expect(tallies.isBalanced)
    let isCut = ["08-truncated-mid-member", "10-second-member-truncated"].contains(verdict.file)
    #expect(tallies.rejected["cut"] == (isCut ? 1 : nil))
    #expect(tallies.in == verdict.salvaged + (isCut ? 1 : 0))
    let garbled = tallies.rejected.total - (isCut ? 1 : 0)
    #expect(garbled <= (verdict.file == "13-bit-flip-in-body" ? 20 : 0))
    #expect(published.map { lines(of: $0).count } == verdict.salvaged - garbled)
  }

  @Test("text after the last member and an empty file are warnings, counted")
  func warnings() throws {
    let (_, tallies, _) = try ingest([
      Self.path("07-trailing-garbage"), Self.path("14-zero-byte-file"), Self.path("01-single"),
    ])
    #expect(tallies.files?.map { $0.warnings.isEmpty } == [false, false, true])
  }

  @Test("zero padding after the last member is no warning")
  func padding() throws {
    let (_, tallies, _) = try ingest([Self.path("06-trailing-zero-padding")])
    #expect(tallies.files?.first?.warnings.isEmpty == true)
  }

  @Test("gzip inside gzip is opened once; its lines are no log, beyond the reject limits")
  func insideGzip() throws {
    let (result, tallies, published) = try ingest([Self.path("19-gzip-inside-gzip")])
    #expect(result.status == 65)
    #expect(tallies.out == 0)
    #expect(tallies.isBalanced)
    #expect(published == nil)
  }

  @Test("on a pipe, exit 65 says that what was written is not to be used")
  func pipe() throws {
    let result = try Command.run(
      "sojourn-ingest", Logisland.flags + [Self.path("08-truncated-mid-member")])
    #expect(result.status == 65)
  }
}

@Suite(
  "sessions, gzip: the table of Go's reader through ingest",
  .enabled(if: SharedData.path("logs/gzip") != nil, "shared vectors are not here"))
struct GzipTableVerdictTests {
  static let good = [
    "00_empty-txt", "01_empty-with-no-file-name", "02_hello-txt", "03_hello-txt-x2",
    "04_shesells-txt", "05_gettysburg", "06_hello-txt-garbage", "10_header-with-all-fields-used",
  ]
  static let bad = [
    "07_hello-txt-garbage", "08_hello-txt-corrupt-checksum", "09_hello-txt-corrupt-size",
    "11_truncated-gzip-file-amid-raw-block", "12_truncated-gzip-file-amid-fixed-block",
  ]

  private func ingest(_ path: String?) throws -> (Command.Result, StageTallies) {
    let folder = try TemporaryFolder()
    let report = folder.path("report.json")
    let result = try Command.run(
      "sojourn-ingest", ["--format", "common", "--report", report, path ?? ""])
    return (result, try StageTallies(report))
  }

  @Test("a whole file: exit 0, every line of its text counted", arguments: good)
  func whole(file: String) throws {
    let folder = "logs/gzip/go-gunzip-table"
    let text = try bytes(SharedData.path("\(folder)/\(file).raw") ?? "")
    let (result, tallies) = try ingest(SharedData.path("\(folder)/\(file).gz"))
    #expect(result.status == 0, "\(result.errors)")
    #expect(tallies.isBalanced)
    let isOpen = text.last.map { $0 != 0x0A } ?? false
    #expect(tallies.in == text.count { $0 == 0x0A } + (isOpen ? 1 : 0))
  }

  @Test("a damaged file: exit 65, and no event", arguments: bad)
  func damaged(file: String) throws {
    let (result, tallies) = try ingest(SharedData.path("logs/gzip/go-gunzip-table/\(file).gz"))
    #expect(result.status == 65)
    #expect(tallies.isBalanced)
    #expect(tallies.out == 0)
    #expect(result.errors.contains("\(file).gz"))
  }

  @Test("a header of random bytes is damaged")
  func randomHeader() throws {
    let (result, tallies) = try ingest(SharedData.path("logs/gzip/klauspost/issue6550.gz"))
    #expect(result.status == 65)
    #expect(tallies.in == 0)
  }
}
