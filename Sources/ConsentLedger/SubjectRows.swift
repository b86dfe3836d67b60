import Bytes
import GRDB
import Identity
import Transparency

/// A subject as it is stored.
struct StoredSubject {
  /// What it is called; nil once it has been redacted.
  var pseudonym: Pseudonym?
  /// Its salt; nil once it has been redacted.
  var salt: Salt?
  /// What stands for it in leaves.
  var name: Commitment

  /// The subject whose pseudonym, salt and name stand in a row from a column on; nil where they are none.
  init?(_ row: BulkStatement, from column: Int32) {
    guard let name = row.withBytes(column + 2, { Commitment($0) }) else { return nil }
    self.name = name
    guard row.isNull(column) == row.isNull(column + 1) else { return nil }
    guard !row.isNull(column) else { return }
    guard row.withBytes(column, { $0.count }) == Pseudonym.byteCount,
      let salt = row.withBytes(column + 1, { Salt($0) })
    else { return nil }
    pseudonym = row.withBytes(column) { Pseudonym($0) }
    self.salt = salt
  }

  /// The leaves of the tile that the first `count` subjects do not fill.
  static func lastLeaves(_ database: Database, of count: Int) throws -> [MerkleHash] {
    try leaves(database, (count - count % HashTile.width)..<count)
  }

  /// The leaves of some subjects, by number.
  static func leaves(_ database: Database, _ numbers: Range<Int>) throws -> [MerkleHash] {
    let rows = try BulkStatement(
      database,
      "SELECT pseudonym, salt, name FROM subject WHERE number >= ? AND number < ? ORDER BY number")
    rows.bind(numbers.lowerBound, at: 1)
    rows.bind(numbers.upperBound, at: 2)
    var leaves: [MerkleHash] = []
    while try rows.next() {
      guard let subject = StoredSubject(rows, from: 0) else {
        throw LedgerFault.changedSubjects(first: numbers.lowerBound + leaves.count)
      }
      leaves.append(subject.leaf)
    }
    return leaves
  }

  var leaf: MerkleHash { SubjectLeaf.hash(pseudonym: pseudonym, salt: salt, name: name) }
}

/// Finds subjects by number, those met lately without asking the file.
final class SubjectNames {
  private let statement: BulkStatement
  private var recent = [(number: Int, subject: StoredSubject)?](repeating: nil, count: 4096)

  init(_ database: Database) throws {
    statement = try BulkStatement(
      database, "SELECT pseudonym, salt, name FROM subject WHERE number = ?")
  }

  /// The subject of a number; nil where there is none that can be meant.
  func subject(_ number: Int) throws -> StoredSubject? {
    let slot = number & (recent.count - 1)
    if let found = recent[slot], found.number == number { return found.subject }
    statement.bind(number, at: 1)
    defer { statement.reset() }
    guard try statement.next(), let subject = StoredSubject(statement, from: 0) else { return nil }
    recent[slot] = (number, subject)
    return subject
  }
}

/// Whether two lists hold the same pairs of pseudonym and number, in whatever order.
///
/// Sums of hashes under a seed of the moment, which nobody can have known who changed the lists.
struct IndexDigest {
  private let seed = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max) | 1)
  private var count = 0
  private var sum = Pseudonym(first: 0, second: 0)

  mutating func add(_ pseudonym: Pseudonym, _ number: Int) {
    count += 1
    sum.first &+= mixed(pseudonym.first, number)
    sum.second &+= mixed(pseudonym.second, number)
  }

  mutating func remove(_ pseudonym: Pseudonym, _ number: Int) {
    count -= 1
    sum.first &-= mixed(pseudonym.first, number)
    sum.second &-= mixed(pseudonym.second, number)
  }

  /// Whether all that was added was removed again.
  var isEmpty: Bool { count == 0 && sum.first == 0 && sum.second == 0 }

  /// A word in which both have a say: the first multiplier is 2^64 over the golden ratio.
  private func mixed(_ word: UInt64, _ number: Int) -> UInt64 {
    let both = (word ^ seed.0) &+ UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15
    let product = both.multipliedFullWidth(by: seed.1)
    let again = (product.high ^ product.low ^ seed.0)
      .multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return again.high ^ again.low
  }
}
