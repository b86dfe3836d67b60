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

/// The figures of one measurement.
struct Measurement {
  private var fields: [(key: String, value: String)] = []
  /// Records whose ids and times are made at once, so that making them is not measured.
  private static let batchSize = 65_536
  private static let lookupsAtOnce = 1_024

  /// Runs all parts, one after the other, on one core.
  init(_ options: BenchmarkOptions) throws {
    var ledger = MadeLedger(seed: options.seed)
    let statements = load(&ledger, options.statements)
    add("statements", statements.count)
    add("subjects", Int(ledger.visitors))
    let start = Measurement.seconds()
    let register = try Measurement.makeRegister(statements)
    add("registerSeconds", Measurement.seconds() - start)
    add("bytesPerStatement", Measurement.peakBytes() / max(statements.count, 1))
    add("decisions", options.decisions)
    let visitors = ledger.visitors
    for isLocal in [true, false] {
      for isBatched in [false, true] {
        var records = MadeRecords(seed: options.seed, visitors: visitors, isLocal: isLocal)
        decide(&records, options.decisions, register, isBatched: isBatched)
      }
    }
    try link(statements, options, visitors)
    add("peakBytes", Measurement.peakBytes())
  }

  /// The figures as a JSON object.
  var json: String {
    "{" + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  private mutating func add(_ key: String, _ value: some CustomStringConvertible) {
    fields.append((key, "\(value)"))
  }

  private mutating func load(_ ledger: inout MadeLedger, _ count: Int) -> ConsentStatements {
    var statements = ConsentStatements()
    var text: [UInt8] = []
    var ends: [Int] = []
    var spent = 0.0
    var read = 0
    func drain() {
      let start = Measurement.seconds()
      var begin = 0
      for end in ends {
        if (try? statements.append(ndjson: text.span.extracting(begin..<end))) != nil { read += 1 }
        begin = end
      }
      spent += Measurement.seconds() - start
      text.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
    }
    ledger.forEachLine(count) { line in
      text.append(line)
      ends.append(text.count)
      if ends.count == 4096 { drain() }
    }
    drain()
    add("loadSeconds", spent)
    add("loadedPerSecond", Int(Double(read) / spent))
    return statements
  }

  private static func makeRegister(_ statements: ConsentStatements) throws -> ConsentRegister {
    try ConsentRegister(statements, context: context, policy: ConsentPolicy())
  }

  private static let context = RunContext(
    controller: "acme", purposes: PurposeList(["sales"]),
    asOf: Timestamp(seconds: MadeLedger.day + 86_400 + 3_600) ?? .distantFuture)

  private mutating func link(
    _ statements: ConsentStatements, _ options: BenchmarkOptions, _ visitors: UInt64
  ) throws {
    let events = try LinkingEvents(
      count: options.linking, seed: options.seed, visitors: visitors)
    var linked = statements
    let start = Measurement.seconds()
    try linked.appendLinks(
      of: events.batch, context: Measurement.context, policy: ConsentPolicy())
    add("linkSeconds", Measurement.seconds() - start)
    add("links", linked.linkCount)
  }

  private mutating func decide(
    _ records: inout MadeRecords, _ count: Int, _ register: ConsentRegister, isBatched: Bool
  ) {
    var spent = 0.0
    var kept = 0
    var done = 0
    var subjects: [SubjectIndex] = []
    while done < count {
      records.fill(Measurement.batchSize)
      let start = Measurement.seconds()
      let text = records.text.span
      if isBatched {
        for begin in stride(from: 0, to: records.ids.count, by: Measurement.lookupsAtOnce) {
          let end = min(begin + Measurement.lookupsAtOnce, records.ids.count)
          register.subjects(
            for: records.ids.span.extracting(begin..<end), in: text, into: &subjects)
          for place in begin..<end {
            let facts = RecordFacts(time: records.times[place], visitor: subjects[place - begin])
            if register.decide(facts, purpose: 0) == nil { kept += 1 }
          }
        }
      } else {
        for place in records.ids.indices {
          let visitor = register.subject(for: text.extracting(records.ids[place].indices))
          let facts = RecordFacts(time: records.times[place], visitor: visitor)
          if register.decide(facts, purpose: 0) == nil { kept += 1 }
        }
      }
      spent += Measurement.seconds() - start
      done += records.ids.count
    }
    let name = (records.isLocal ? "traffic" : "random") + (isBatched ? "Batched" : "")
    add("\(name)DecisionsPerSecond", Int(Double(done) / spent))
    add("\(name)Kept", kept)
  }

  /// Seconds of a clock that never runs backwards.
  private static func seconds() -> Double {
    let span = ContinuousClock.now - origin
    return Double(span.components.seconds) + Double(span.components.attoseconds) * 1e-18
  }

  private static let origin = ContinuousClock.now

  /// The most memory that the process has held.
  private static func peakBytes() -> Int {
    var usage = rusage()
    #if canImport(Glibc)
      unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
    #else
      unsafe getrusage(RUSAGE_SELF, &usage)
    #endif
    return Int(usage.ru_maxrss) * 1024
  }
}

/// Records in order of time, over visits that interleave or over all visitors at random.
struct MadeRecords {
  /// Whether the records are those of visits in progress.
  let isLocal: Bool
  private(set) var text: [UInt8] = []
  private(set) var ids: [ByteRange] = []
  private(set) var times: [RecordTime] = []
  private var random: Generator
  private let visitors: UInt64
  private var visits: [UInt64]
  private var made: Int64 = 0
  private static let visitsAtOnce = 20_000

  init(seed: Int, visitors: UInt64, isLocal: Bool) {
    self.isLocal = isLocal
    self.visitors = max(visitors, 1)
    var random = Generator(state: UInt64(seed) &+ 99)
    visits = (0..<MadeRecords.visitsAtOnce).map { _ in random.below(max(visitors, 1)) }
    self.random = random
  }

  /// Makes the next records in place of those before.
  mutating func fill(_ count: Int) {
    text.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    for _ in 0..<count {
      let start = text.count
      MadeLedger.appendID(nextVisitor(), to: &text)
      ids.append(ByteRange(start, text.count))
      let time = Timestamp(seconds: MadeLedger.day + made / 1_000 % 86_400) ?? .distantPast
      times.append(RecordTime(start: time, fractionDigits: 0))
      made += 1
    }
  }

  /// A visit has nine records on average; another then takes its place.
  private mutating func nextVisitor() -> UInt64 {
    guard isLocal else { return random.below(visitors) }
    let place = Int(random.below(UInt64(visits.count)))
    let visitor = visits[place]
    if random.below(9) == 0 { visits[place] = random.below(visitors) }
    return visitor
  }
}
