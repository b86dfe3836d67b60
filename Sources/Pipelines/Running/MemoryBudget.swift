import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How a run's memory is shared out.
///
/// The statements and the code have what they need; of the rest one part holds tonight's records until they
/// are spilled, and another the events that are taken up at once, one range of visitors for each job.
package struct MemoryBudget: Equatable {
  /// About how many bytes an event takes while it is taken up: its row, its text, its place in each
  /// purpose's sessions.
  package static let bytesPerEvent = 512
  /// What each job takes beside its shares: blocks in flight and records that are not sealed, then the row
  /// groups of the tables being written.
  package static let bytesPerJob = 24 << 20

  /// How many bytes of records may wait in memory.
  package var records: Int
  /// How many events may be taken up at once.
  package var events: Int
  /// How many bytes what is known of ids may take, for each job.
  package var directory: Int

  /// The shares of a limit, or of half of the machine's memory.
  ///
  /// - Parameter taken: how many bytes the run takes already: code and statements.
  package init(limit: Int?, jobs: Int, taken: Int) {
    let jobs = max(jobs, 1)
    let total = limit ?? MemoryBudget.machineBytes / 2
    let free = max(total - taken - jobs * MemoryBudget.bytesPerJob, total / 8)
    records = free * 2 / 5
    directory = min(free / 5 / jobs, 256 << 20)
    events = max(free * 2 / 5 / jobs / MemoryBudget.bytesPerEvent, 1 << 10)
  }

  /// How many bytes of memory the process takes; a guess where the system does not tell.
  static var residentBytes: Int {
    guard let text = try? WholeFile.read("/proc/self/statm"),
      let pages = Int(
        String(decoding: text, as: UTF8.self).split(separator: " ").dropFirst().first ?? "")
    else { return 48 << 20 }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  /// The machine's memory in bytes.
  private static var machineBytes: Int {
    sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
  }
}

/// A size of memory as people write it.
public struct MemorySize: Equatable, Sendable {
  /// The size in bytes.
  public var bytes: Int

  /// Reads a size such as `512MB` or `2GiB`, in powers of 1,024, or plain bytes; nil for other text.
  public init?(_ text: String) {
    let digits = text.prefix { $0.isNumber }
    guard let number = Int(digits), number > 0 else { return nil }
    let shift: Int
    switch text.dropFirst(digits.count).uppercased() {
    case "", "B": shift = 0
    case "K", "KB", "KIB": shift = 10
    case "M", "MB", "MIB": shift = 20
    case "G", "GB", "GIB": shift = 30
    case "T", "TB", "TIB": shift = 40
    default: return nil
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
    guard !overflow else { return nil }
    self.bytes = bytes
  }
}
