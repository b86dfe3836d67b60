public import Foundation

/// An executable of this package, run as a user runs it.
public struct Command {
  /// How a run ended and what it wrote.
  public struct Result: Sendable {
    /// The exit code; negative for a signal.
    public var status: Int32
    /// What stood on standard output.
    public var output: Data
    /// What stood on standard error.
    public var errors: String

    /// Standard output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }
    /// Standard output's lines.
    public var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  /// Where the executables lie: in the folder that `SOJOURN_BIN` names, else beside the tests' own.
  public static let folder =
    ProcessInfo.processInfo.environment["SOJOURN_BIN"].map(URL.init(fileURLWithPath:))
    ?? URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  /// Runs an executable to its end.
  ///
  /// - Parameters:
  ///   - name: the executable's name.
  ///   - arguments: its arguments.
  ///   - input: what it finds on standard input.
  ///   - folder: the folder it runs in.
  public static func run(
    _ name: String, _ arguments: [String], input: Data = Data(), in folder: URL? = nil
  ) throws -> Result {
    let scratch = try TemporaryFolder()
    let files = ["in", "out", "err"].map { scratch.url.appendingPathComponent($0) }
    try input.write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = Command.folder.appendingPathComponent(name)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    let status =
      process.terminationReason == .exit
      ? process.terminationStatus : -process.terminationStatus
    return Result(
      status: status, output: try Data(contentsOf: files[1]),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }

  /// Runs a line of the shell with the executables on its path.
  public static func shell(_ line: String, in folder: URL? = nil) throws -> Result {
    let scratch = try TemporaryFolder()
    let script = scratch.file("script", "PATH='\(Command.folder.path)':$PATH\n\(line)\n")
    let files = ["out", "err"].map { scratch.url.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [script]
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try Data(contentsOf: files[0]),
      errors: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
  }
}

/// A folder of a test's own, which is removed when it goes.
public final class TemporaryFolder: Sendable {
  /// Where it is.
  public let url: URL

  /// Makes an empty folder.
  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("sojourn-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// Writes a file in the folder and gives its path.
  @discardableResult
  public func file(_ name: String, _ content: some StringProtocol) -> String {
    file(name, Data(content.utf8))
  }

  /// Writes a file in the folder and gives its path.
  @discardableResult
  public func file(_ name: String, _ content: Data) -> String {
    let file = url.appendingPathComponent(name)
    try? FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: file.path, contents: content)
    return file.path
  }

  /// The path of a name in the folder.
  public func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}
