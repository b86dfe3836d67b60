import Foundation
import TestKit
import Testing

@Suite(
  "real logs: ingest and sessionize give another program's sessions, one by one",
  .enabled(if: Logisland.isHere, "shared vectors are not here"))
struct LogislandSessionTests {
  static let weeks = ["48", "49", "49+48"]

  @Test("through a pipe of the shell", arguments: weeks)
  func piped(weeks: String) throws {
    let files = Logisland.logs(weeks).map { "'\($0)'" }.joined(separator: " ")
    let result = try Command.shell(
      """
      set -o pipefail
      sojourn-ingest \(Logisland.flags.joined(separator: " ")) \(files) \
        | sojourn-sessionize \(Logisland.noLimits.joined(separator: " "))
      """)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try Logisland.found(result.output) == Logisland.expected(weeks))
    #expect(result.errors.isEmpty)
  }

  @Test("files in the other order give the same bytes")
  func fileOrder() throws {
    let files = Logisland.logs("49+48")
    let one = try Logisland.sessions(files)
    let other = try Logisland.sessions(files.reversed())
    #expect(one.status == 0)
    #expect(try Logisland.found(other.output) == Logisland.expected("49+48"))
    #expect(one.output == other.output)
  }

  @Test("one of them compressed, under a name that hides it", arguments: ["access.log", "a.zst"])
  func compressed(name: String) throws {
    let folder = try TemporaryFolder()
    let packed = folder.file(name, try gzip(bytes(Logisland.log("48"))))
    let result = try Logisland.sessions([packed, Logisland.log("49")])
    #expect(try Logisland.found(result.output) == Logisland.expected("49+48"))
  }

  @Test("from standard input, plain and compressed, named or not", arguments: weeks)
  func standardInput(weeks: String) throws {
    let content = try Logisland.logs(weeks).map(bytes).reduce(Data(), +)
    let expected = try Logisland.expected(weeks)
    let plain = try Logisland.sessions([], input: content)
    #expect(try Logisland.found(plain.output) == expected)
    let packed = try Logisland.sessions(["-"], input: gzip(content))
    #expect(try Logisland.found(packed.output) == expected)
  }

  @Test("sessions 3: lines in any order", arguments: [1, 2, 3] as [UInt64])
  func shuffledLines(seed: UInt64) throws {
    let content = try Logisland.logs("49+48").map(bytes).reduce(Data(), +)
    let result = try Logisland.sessions([], input: shuffled(content, seed: seed))
    #expect(try Logisland.found(result.output) == Logisland.expected("49+48"), "seed \(seed)")
  }

  @Test("sessions 8: 166 lines that equal another are requests of their own")
  func equalLines() throws {
    let result = try Logisland.sessions(Logisland.logs("49+48"))
    let events = try objects(result.output).reduce(0) { $0 + ($1["events"] as? Int ?? 0) }
    #expect(events == 28_200)
  }

  @Test("sessions 11, 12: with the limits on, the monitor that never stops is cut")
  func limits() throws {
    let events = try Command.run(
      "sojourn-ingest", Logisland.flags + Logisland.logs("49+48"))
    let cut = try Command.run("sojourn-sessionize", ["--summary"], input: events.output)
    let sessions = try objects(cut.output)
    #expect(sessions.count > 4515)
    #expect(sessions.contains { $0["cut"] != nil })
    #expect(sessions.reduce(0) { $0 + ($1["events"] as? Int ?? 0) } == 28_200)
    #expect(sessions.allSatisfy { ($0["duration"] as? Double ?? 1e9) <= 86_400 })
  }
}
