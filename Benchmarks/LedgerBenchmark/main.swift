import Bytes
import Consent
import ConsentLedger
import Events
import Foundation
import Identity

/// Measures the ledger, for `scripts/benchmark-ledger`.
///
/// - `LedgerBenchmark made COUNT SUBJECTS`: so many statements of so many persons as NDJSON.
/// - `LedgerBenchmark load LEDGER KEY`: reads a ledger for a night, and prints how long that took and what
///   memory a subject takes, as one JSON object.
/// - `LedgerBenchmark prove LEDGER KEY COUNT SUBJECTS`: makes receipts of persons of `made`, and prints how long one took.
let arguments = CommandLine.arguments
do {
  switch arguments.dropFirst().first {
  case "made" where arguments.count == 4:
    try make(Int(arguments[2]) ?? 0, of: Int(arguments[3]) ?? 1)
  case "load" where arguments.count == 4: try load(arguments[2], arguments[3])
  case "prove" where arguments.count == 6:
    try prove(arguments[2], arguments[3], Int(arguments[4]) ?? 1, of: Int(arguments[5]) ?? 1)
  default:
    print(
      "usage: LedgerBenchmark made COUNT SUBJECTS | load LEDGER KEY | prove LEDGER KEY COUNT SUBJECTS"
    )
    exit(64)
  }
} catch {
  print("LedgerBenchmark: \(error)")
  exit(1)
}

/// A made-up person's id, in the form of a UUID.
func append(person: UInt64, to text: inout [UInt8]) {
  var random = SplitMix(seed: person)
  for (place, word) in [random.next(), random.next()].enumerated() {
    for digit in 0..<16 {
      if [8, 12].contains(digit), place == 0 { text.append(0x2D) }
      if [0, 4].contains(digit), place == 1 { text.append(0x2D) }
      text.append(hexDigit(UInt8(truncatingIfNeeded: word >> UInt64(digit * 4)) & 15))
    }
  }
}

/// Prints statements: three in four grants, on evidence, the others withdrawals.
func make(_ count: Int, of subjects: Int) throws {
  var random = SplitMix(seed: 1)
  var text: [UInt8] = []
  for number in 0..<count {
    let person = count <= subjects ? UInt64(number) : random.next() % UInt64(subjects)
    let isGrant = random.next() % 4 > 0
    let at = Timestamp(seconds: 1_790_000_000 + Int64(random.next() % 5_000_000)) ?? .distantPast
    text.append("{\"controller\":\"acme\",\"subject\":\"")
    append(person: person, to: &text)
    text.append("\",\"purpose\":\"sales\",\"action\":")
    text.append(isGrant ? "\"grant\"" : "\"withdraw\"")
    text.append(",\"at\":\"")
    text.append(contentsOf: at.description.utf8)
    text.append("\",\"appendedAt\":\"")
    text.append(contentsOf: at.description.utf8)
    text.append("\"")
    if isGrant {
      text.append(",\"notice\":\"v3\",\"method\":\"checkbox\",")
      text.append("\"evidence\":{\"form\":\"banner\",\"language\":\"en\"}")
    }
    text.append("}\n")
    if text.count > 1 << 20 {
      FileHandle.standardOutput.write(Data(text))
      text.removeAll(keepingCapacity: true)
    }
  }
  FileHandle.standardOutput.write(Data(text))
}

func keys(_ path: String) throws -> LedgerKeys {
  guard let key = PseudonymKey(fileContent: Array(try Data(contentsOf: URL(filePath: path)))) else {
    throw CocoaError(.fileReadCorruptFile)
  }
  return LedgerKeys(key, controller: "acme")
}

/// The process's resident memory, in bytes.
func residentBytes() throws -> Int {
  let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
  return (Int(text.split(separator: " ")[1]) ?? 0) * Int(getpagesize())
}

func load(_ path: String, _ key: String) throws {
  let keys = try keys(key)
  let before = try residentBytes()
  let clock = ContinuousClock()
  let start = clock.now
  // The file is closed again, and its pages forgotten, before memory is measured.
  let loaded = try { () throws -> LedgerStatements in
    try ConsentLedger(path, controller: "acme", keys: keys, access: .read).load(keys)
  }()
  let read = clock.now - start
  var policy = ConsentPolicy()
  policy.purposes = ["sales"]
  policy.gpcDenies = []
  let register = try ConsentRegister(
    loaded.statements,
    context: RunContext(
      controller: "acme", purposes: PurposeList(["sales"]), asOf: .distantFuture), policy: policy)
  let all = clock.now - start
  let taken = try residentBytes() - before
  var subjects = 0
  register.forEachSubject { _, _ in subjects += 1 }
  print(
    "{\"statements\":\(loaded.size),\"subjects\":\(subjects),\"readSeconds\":\(read / .seconds(1)),\"registerSeconds\":\(all / .seconds(1)),\"bytesPerSubject\":\(taken / max(subjects, 1))}"
  )
}

func prove(_ path: String, _ key: String, _ count: Int, of subjects: Int) throws {
  let keys = try keys(key)
  let ledger = try ConsentLedger(path, controller: "acme", keys: keys, access: .read)
  var random = SplitMix(seed: 2)
  var worst = 0.0
  var proofs = 0
  let clock = ContinuousClock()
  let start = clock.now
  for _ in 0..<count {
    var id: [UInt8] = []
    append(person: random.next() % UInt64(subjects), to: &id)
    let one = clock.now
    proofs += try ledger.receipt(for: id.span, keys: keys)?.statements.count ?? 0
    worst = max(worst, (clock.now - one) / .seconds(1))
  }
  let all = (clock.now - start) / .seconds(1)
  print(
    "{\"receipts\":\(count),\"proofs\":\(proofs),\"seconds\":\(all),\"worstReceiptSeconds\":\(worst)}"
  )
}
