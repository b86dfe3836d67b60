import Bytes
import Foundation
import Parquet
import TestKit
import Testing
import Workspace

@Suite("Tables as text")
struct TableTextTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text(_ path: String) throws -> String {
    var text: [UInt8] = []
    try TableText.read(path) { text.append($0) }
    return String(decoding: text, as: UTF8.self)
  }

  @Test("every type has its form, and a null no member; row groups follow one another")
  func types() throws {
    let types: [ParquetType] = [
      .boolean, .int32, .int64, .double, .string, .json, .timestamp, .date,
    ]
    let schema = ParquetSchema(
      types.map { ParquetColumn("\($0) \"\u{e9}\"", $0, isNullable: true) })
    var writer = ParquetWriter(
      schema: schema, options: ParquetOptions(maximumRowGroupRows: 2))
    for (column, _) in types.enumerated() { writer.appendNull(column) }
    writer.endRow()
    for microseconds: Int64 in [0, 1_500_000, -1, .max] {
      writer.append(0, boolean: microseconds == 0)
      writer.append(1, int32: .min)
      writer.append(2, int64: .max)
      writer.append(3, double: microseconds == 0 ? 431.2 : .nan)
      writer.append(4, string: Array("a\n\"é\"".utf8).span)
      writer.append(5, string: Array(#"{"a":[1]}"#.utf8).span)
      writer.append(6, int64: microseconds)
      writer.append(7, int32: -1)
      writer.endRow()
    }
    writer.finish()
    let name = { (type: ParquetType) in #""\#(type) \"é\"":"# }
    func line(_ flag: Bool, _ number: String, _ time: String) -> String {
      "{"
        + [
          name(.boolean) + "\(flag)", name(.int32) + "-2147483648",
          name(.int64) + "9223372036854775807", name(.double) + number,
          name(.string) + #""a\n\"é\"""#, name(.json) + #"{"a":[1]}"#, name(.timestamp) + time,
          name(.date) + #""1969-12-31""#,
        ].joined(separator: ",") + "}\n"
    }
    #expect(
      try text(folder.file("t", Data(writer.takeBytes())))
        == "{}\n" + line(true, "431.2", #""1970-01-01T00:00:00Z""#)
        + line(false, "null", #""1970-01-01T00:00:01.500Z""#)
        + line(false, "null", #""1969-12-31T23:59:59.999999Z""#)
        + line(false, "null", "9223372036854775807"))
  }

  @Test("counts of dropped events and runs have their tables")
  func counts() throws {
    let store = PartitionStore(workspace: folder.path("w"), staging: folder.path("w"), earlier: [])
    let day = try #require(CivilDate("2026-11-22"))
    let tally = try TallyTable.write(
      [
        TallyTable.Row(
          controller: "acme", day: day, purpose: "*", reason: "no-consent", count: 12)
      ], to: store)
    #expect(tally.path == TallyTable.path && tally.rows == 1)
    #expect(
      try text(folder.path("w/\(TallyTable.path)"))
        == #"{"controller":"acme","day":"2026-11-22","purpose":"*","reason":"no-consent","count":12}"#
        + "\n")
    var run = RunTable.Row(
      run: "r1", controller: "acme", asOf: try #require(Timestamp("2026-11-23")),
      untilStage: "export", codeVersion: "1", configuration: "ab", exit: 65)
    run.files = 1
    run.lines = 2
    run.newEvents = 3
    run.permittedEvents = 4
    #expect(try RunTable.write([run, run], to: store).rows == 2)
    let line =
      #"{"run":"r1","controller":"acme","asOf":"2026-11-23T00:00:00Z","untilStage":"export","codeVersion":"1","configuration":"ab","files":1,"lines":2,"newEvents":3,"permittedEvents":4,"exit":65}"#
      + "\n"
    #expect(try text(folder.path("w/\(RunTable.path)")) == line + line)
  }

  @Test("what is no table is refused by name", arguments: ["", "PAR1", "{}\n"])
  func noTable(content: String) throws {
    let path = folder.file("t", content)
    let error = #expect(throws: WorkspaceError.self) { try text(path) }
    #expect(error?.description.hasPrefix("\(path): ") == true)
  }
}
