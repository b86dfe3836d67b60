import Bytes
import Consent
import Events

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Measures the consent room: statements read, a register made, records decided, events that link.
///
/// `ConsentBenchmark [--statements N] [--decisions N] [--linking N] [--seed N]` prints one JSON object on one line.
@main
struct ConsentBenchmark {
  static func main() {
    do {
      let options = try BenchmarkOptions(CommandLine.arguments.dropFirst())
      print(try Measurement(options).json)
    } catch {
      print("ConsentBenchmark: \(error)")
      print("usage: ConsentBenchmark [--statements N] [--decisions N] [--linking N] [--seed N]")
      exit(64)
    }
  }
}

/// What is asked for on the command line.
struct BenchmarkOptions {
  var statements = 5_000_000
  var decisions = 10_000_000
  var linking = 200_000
  var seed = 1

  /// Why the command line can't be meant.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  init(_ arguments: some Sequence<String>) throws {
    var rest = Array(arguments)[...]
    while let flag = rest.popFirst() {
      guard let value = rest.popFirst().flatMap({ Int($0) }), value > 0 else {
        throw Failure(description: "\(flag) needs a whole number from 1")
      }
      switch flag {
      case "--statements": statements = value
      case "--decisions": decisions = value
      case "--linking": linking = value
      case "--seed": seed = value
      default: throw Failure(description: "there is no \(flag)")
      }
    }
  }
}
