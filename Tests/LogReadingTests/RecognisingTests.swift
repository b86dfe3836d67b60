import LogReading
import Testing

@Suite("A log's format by its first lines")
struct RecognisingTests {
  @Test(
    "each format is named, blank and damaged lines notwithstanding",
    arguments: [
      ("combined", #"h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5 "-" "A""#),
      ("common", #"h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 5"#),
      ("w3c", "#Fields: date time c-ip\n2024-02-29 10:00:00 h"),
      ("json", #"{"ts":1703373474,"request":{"uri":"/"}}"#),
      ("journey", #"{"eventName":"a","createdDate":"2024-02-29T10:00:00Z"}"#),
    ])
  func named(_ name: String, _ lines: String) {
    var all = lines.split(separator: "\n").map { Array($0.utf8) }
    all += [all[all.count - 1], [], Array("damaged".utf8)]
    #expect(LogFormat.recognise(all)?.name == name)
  }

  @Test("what no format reads has no name")
  func unknown() {
    #expect(LogFormat.recognise([]) == nil)
    #expect(LogFormat.recognise([Array("plain text".utf8), [0, 1, 2]]) == nil)
  }
}
