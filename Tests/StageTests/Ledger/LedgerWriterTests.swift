import Foundation
import TestKit
import Testing

@Suite("writers of a ledger that get in each other's way", .serialized)
struct LedgerWriterTests {
  /// The line for the shell that appends a file.
  private func line(_ job: LedgerJob, _ file: String) -> String {
    (["sojourn-ledger", "append"] + job.flags + ["--controller", "acme", file])
      .map { "'\($0)'" }.joined(separator: " ")
  }

  @Test("several at once, from the first on: each is done or says 75, and nothing is lost")
  func severalAtOnce() throws {
    for round in 0..<4 {
      let job = try LedgerJob()
      var script = ""
      var files: [String] = []
      for number in 0..<5 {
        let file = job.folder.file(
          "\(number).ndjson",
          LedgerJob.grants(0..<1500, "w\(number)") + LedgerJob.grants(0..<300, "all"))
        files.append(file)
        script += "(\(line(job, file)) > /dev/null 2> \(number).err; echo $?) &\n"
      }
      let result = try Command.shell(script + "wait", in: job.folder.url)
      #expect(result.lines.count == 5)
      let errors = try (0..<5).map {
        String(decoding: try bytes(job.folder.path("\($0).err")), as: UTF8.self)
      }
      #expect(result.lines.allSatisfy { $0 == "0" || $0 == "75" }, "round \(round): \(errors)")
      if result.lines.allSatisfy({ $0 == "0" }) { #expect(try job.size() == 7800) }
      #expect(try job.append("", files).status == 0)
      #expect(try job.size() == 7800, "round \(round)")
      #expect(try job.said("all-5").count == 1)
    }
  }

  @Test(
    "one that finds it held for long says 75, and whose it is",
    .enabled(if: LedgerJob.canTamper, "sqlite3 is not here"))
  func held() throws {
    let job = try LedgerJob()
    try job.append(LedgerJob.grants(0..<10))
    let file = job.folder.file("more.ndjson", LedgerJob.grants(10..<20))
    let result = try Command.shell(
      """
      mkfifo hold
      sqlite3 '\(job.ledger)' < hold & holder=$!
      exec 9> hold
      echo 'BEGIN EXCLUSIVE;' >&9
      sleep 0.5
      \(line(job, file)) > /dev/null 2> err; echo $?
      echo 'ROLLBACK;' >&9; exec 9>&-
      wait $holder
      """, in: job.folder.url)
    #expect(result.lines == ["75"])
    let errors = String(decoding: try bytes(job.folder.path("err")), as: UTF8.self)
    #expect(errors.contains("another process is writing to it; try again"), "\(errors)")
    #expect(try job.size() == 10)
    #expect(try job.append("", [file]).status == 0)
    #expect(try job.size() == 20)
  }

  @Test("readers beside a writer see the ledger before or after, and find it whole")
  func readers() throws {
    let job = try LedgerJob()
    try job.append(LedgerJob.grants(0..<100))
    let file = job.folder.file("in.ndjson", LedgerJob.grants(0..<9000, "w"))
    let result = try Command.shell(
      """
      (\(line(job, file)) > /dev/null; touch done) &
      until [ -e done ]; do
        sojourn-ledger verify \(job.flags.map { "'\($0)'" }.joined(separator: " ")) | grep entries || echo bad
      done
      wait
      """, in: job.folder.url)
    let sizes = Set(result.lines.map { $0.split(separator: " ").last.map(String.init) ?? "" })
    #expect(sizes.isSubset(of: ["100", "9100"]), "\(sizes): \(result.errors)")
    #expect(try job.size() == 9100)
  }
}

@Suite(
  "a ledger whose disk is full or can't be written",
  .enabled(if: SmallDisk.isAllowed, "a small file system can't be mounted here"), .serialized)
struct LedgerDiskTests {
  /// A ledger on a disk of its own.
  private func job() throws -> (LedgerJob, SmallDisk) {
    let job = try LedgerJob(ledger: "disk/acme.ledger")
    let disk = try SmallDisk(at: job.folder.path("disk"), kilobytes: 32 << 10)
    #expect(try job.append(LedgerJob.grants(0..<100)).status == 0)
    return (job, disk)
  }

  @Test("full: the error is clear, the ledger verifies as it was, and with room the append is done")
  func full() throws {
    let (job, disk) = try job()
    defer { disk.unmount() }
    let file = job.folder.file("in.ndjson", LedgerJob.grants(0..<9000, "w"))
    var failures = 0
    for room in [0, 4, 16, 64, 200, 600] {
      try disk.remount("size=\(try disk.taken() + room)k")
      let result = try job.append("", [file])
      guard result.status != 0 else { break }
      failures += 1
      #expect([73, 74].contains(result.status), "\(room) kB: \(result.status) \(result.errors)")
      #expect(result.errors.contains("acme.ledger"), "\(room) kB: \(result.errors)")
      #expect(result.errors.contains("full"), "\(room) kB: \(result.errors)")
      #expect(try job.size() == 100, "\(room) kB")
    }
    #expect(failures >= 3)
    try disk.remount("size=\(32 << 10)k")
    #expect(try job.append("", [file]).status == 0)
    #expect(try job.size() == 9100)
  }

  @Test("read-only: 73 or 74 for who writes; who reads finds it as it is")
  func readOnly() throws {
    let (job, disk) = try job()
    defer { disk.unmount() }
    try disk.remount("ro")
    let result = try job.append(LedgerJob.grants(100..<110))
    #expect([73, 74].contains(result.status), "\(result.status) \(result.errors)")
    #expect(result.errors.contains("acme.ledger"), "\(result.errors)")
    #expect(try job.size() == 100)
    #expect(try job.run("show", ["--subject", "visitor-3"]).status == 0)
    #expect(try job.run("prove", ["--subject", "visitor-3"]).status == 0)
  }

  @Test("a place that can't be written at all: 73 or 74, named")
  func noPlace() throws {
    let (job, disk) = try job()
    defer { disk.unmount() }
    try disk.remount("ro")
    let result = try Command.run(
      "sojourn-ledger",
      [
        "append", "--ledger", job.folder.path("disk/new.ledger"), "--key", job.key, "--controller",
        "acme",
      ], input: Data(LedgerJob.grants(0..<1).utf8))
    #expect([73, 74].contains(result.status), "\(result.status) \(result.errors)")
    #expect(result.errors.contains("new.ledger"), "\(result.errors)")
  }
}
