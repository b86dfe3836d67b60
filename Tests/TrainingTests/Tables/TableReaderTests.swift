import Bytes
import Testing
import Training

/// A table of a text whose label column is `y`.
func table(_ text: String, label: String = "y") throws(CSVError) -> Table {
  var reader = TableReader(label: label)
  try reader.read(Array(text.utf8).span)
  return try reader.finish()
}

@Suite("Tables of examples")
struct TableReaderTests {
  @Test("the label column may stand anywhere and is no feature")
  func columns() throws {
    let table = try table("a,y,b\n1,TRUE,x\n2,no,\"y,z\"\n1,+1,x\n")
    #expect(table.columns.map(\.name) == ["a", "b"])
    #expect(table.labels == [true, false, true])
    #expect(table.columns.map(\.rows) == [[0, 1, 0], [0, 1, 0]])
    #expect(table.columns[1].withValue(1) { String($0) } == "y,z")
  }

  @Test(
    "labels, in letters of any case",
    arguments: [
      ("1", true), ("+1", true), ("1.0", true), ("true", true), ("TRUE", true), ("Yes", true),
      (" yes ", true), ("0", false), ("-1", false), ("0.0", false), ("false", false),
      ("False", false), ("NO", false), ("", nil), ("2", nil), ("t", nil), ("maybe", nil),
    ] as [(String, Bool?)])
  func labels(text: String, label: Bool?) {
    do throws(CSVError) {
      #expect(try table("a,y\n,0\nx,\(text)\n").labels == [false, label])
    } catch {
      #expect(label == nil && error == .badLabel(line: 3, column: 2), "\(text): \(error)")
    }
  }

  @Test(
    "headers and records that don't fit",
    arguments: [
      ("", .noHeader), ("\n\n", .noHeader),
      ("a,Y\n", .noLabel(name: "y", nearest: "Y")),
      ("first,second\n", .noLabel(name: "y", nearest: nil)),
      ("a,,y\n", .emptyName(column: 2)),
      ("a,y,a\n", .repeatedName(column: 3, first: 1)),
      ("a,y\n1,1\n1\n", .raggedRecord(line: 3, found: 1, expected: 2)),
      ("a,y\n\"1\n2\",1\n1,1,1\n", .raggedRecord(line: 4, found: 3, expected: 2)),
    ] as [(String, CSVError)])
  func refused(text: String, error: CSVError) {
    #expect(throws: error) { _ = try table(text) }
  }
}
