import Foundation
import TestKit
import Testing

@Suite("sojourn inspect log: names a log's format and counts, and shows no line")
struct InspectLogTests {
  static let logs = [
    ("common", #"192.0.2.9 - - [05/Mar/2026:12:00:00 +0000] "GET /SECRET HTTP/1.1" 200 5"#),
    (
      "combined",
      #"192.0.2.9 - - [05/Mar/2026:12:00:00 +0000] "GET /SECRET HTTP/1.1" 200 5 "-" "SECRET""#
    ),
    (
      "journey",
      #"{"customerCookieId":"SECRET","eventName":"page_viewed","createdDate":"2026-03-05T12:00:00Z","page":{"url":"/SECRET"}}"#
    ),
  ]

  @Test("plain or compressed", arguments: logs)
  func format(format: String, line: String) throws {
    let folder = try TemporaryFolder()
    let content = Data(String(repeating: "\(line)\n", count: 12).utf8)
    for path in [folder.file("plain", content), folder.file("packed", try gzip(content))] {
      let result = try Command.run("sojourn", ["inspect", "log", path])
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.text.contains(format))
      #expect(result.text.contains("12"))
      #expect(!"\(result.text)\(result.errors)".contains("SECRET"))
      #expect(!"\(result.text)\(result.errors)".contains("192.0.2.9"))
    }
  }

  @Test("a missing file: 66; what is no log: no line of it")
  func noLog() throws {
    let folder = try TemporaryFolder()
    #expect(try Command.run("sojourn", ["inspect", "log", folder.path("none")]).status == 66)
    let junk = folder.file("junk", String(repeating: "SECRET junk\n", count: 300))
    let result = try Command.run("sojourn", ["inspect", "log", junk])
    #expect(!"\(result.text)\(result.errors)".contains("SECRET"))
  }
}
