import Bytes
import Compression

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads the files that it is given, and prints how fast that was as one line of JSON.
///
/// Usage: `ReadingBenchmark [--here | --ahead] [--lines] [--block KIB] [--depth N] FILE…`
///
/// - `--here` reads on the caller's thread, `--ahead` on a thread of its own (as it stands);
/// - `--lines` counts the lines too, by the splitter.
struct ReadingBenchmark {
  var readsAhead = true
  var countsLines = false
  var limits = ReadLimits()
  var ahead = ReadAhead()
  var paths: [String] = []

  init(_ arguments: [String]) {
    var rest = arguments.makeIterator()
    while let argument = rest.next() {
      switch argument {
      case "--here": readsAhead = false
      case "--ahead": readsAhead = true
      case "--lines": countsLines = true
      case "--block": limits.blockBytes = ReadingBenchmark.number(rest.next()) << 10
      case "--depth": ahead.depth = ReadingBenchmark.number(rest.next())
      default: paths.append(argument)
      }
    }
  }

  static func number(_ text: String?) -> Int {
    guard let text, let number = Int(text), number > 0 else { stop("a positive number is missing") }
    return number
  }

  static func stop(_ message: String) -> Never {
    print("ReadingBenchmark: \(message)")
    exit(64)
  }

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    var bytes = 0
    var lines = 0
    for path in paths {
      var splitter = LineSplitter()
      let body = { (block: Span<UInt8>) in
        if countsLines { try splitter.split(block) { _, _ in } }
      }
      bytes += try read(InputFile(path: path, limits: limits), body).bytes
      try splitter.finish { _, _ in }
      lines += splitter.lineCount
    }
    let seconds = (clock.now - start) / .seconds(1)
    print(
      "{\"bytes\":\(bytes),\"seconds\":\(rounded(seconds)),"
        + "\"megabytesPerSecond\":\(Int(Double(bytes) / seconds / 1e6)),"
        + (countsLines ? "\"lines\":\(lines)," : "")
        + "\"thread\":\"\(readsAhead ? "ahead" : "here")\",\"blockBytes\":\(limits.blockBytes),"
        + "\"decoder\":\"\(InputFile.gzipDecoder)\"}")
  }

  private func read(
    _ file: InputFile, _ body: (Span<UInt8>) throws -> Void
  ) throws -> ReadSummary {
    readsAhead ? try file.forEachBlockAhead(ahead, body) : try file.forEachBlock(body)
  }

  private func rounded(_ seconds: Double) -> Double { (seconds * 10_000).rounded() / 10_000 }
}

let benchmark = ReadingBenchmark(Array(CommandLine.arguments.dropFirst()))
if benchmark.paths.isEmpty { ReadingBenchmark.stop("name files to read") }
do { try benchmark.run() } catch { ReadingBenchmark.stop("\(error)") }
