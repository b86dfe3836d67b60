/// What makes a ledger one that is not to be trusted.
public enum LedgerFault: Error, Equatable, Sendable {
  /// The file can't be read as a database to its end.
  case damagedFile(String)
  /// There is no checkpoint that speaks for the entries.
  case noCheckpoint
  /// A checkpoint, by its number from 1, is not signed by a key that is trusted.
  case unsignedCheckpoint(Int)
  /// A checkpoint, by its number from 1, is no checkpoint of this ledger.
  case unreadableCheckpoint(Int)
  /// A checkpoint, by its number from 1, has another root than the entries it speaks for.
  case inconsistentCheckpoint(Int, size: Int)
  /// The entry of this number is missing, or another one stands where it should.
  case missingEntry(Int)
  /// The entry of this number is not what was hashed when it was appended.
  case changedEntry(Int)
  /// The hash that is kept of the entry of this number, or a hash over it, has been changed.
  case changedHash(Int)
  /// The evidence of the entry of this number is not what was appended, or is missing.
  case changedEvidence(Int)
  /// The entry of this number was appended earlier than the one before it.
  case appendRunsBackwards(Int)
  /// The entry of this number does not point to its subject's entry before it.
  case brokenHistory(Int)
  /// The subjects are not those that the last checkpoint speaks for.
  case changedSubjects(first: Int?)
  /// The index by which subjects are found does not fit the subjects.
  case brokenIndex
  /// The keys that are named as the ledger's are not those that signed its checkpoints.
  case changedSigners
  /// The tombstones are not those that the last checkpoint speaks for.
  case changedTombstones
  /// There are entries after the last that a checkpoint speaks for.
  case unsignedEntries(from: Int)
  /// The ledger holds fewer entries than a checkpoint that was seen before.
  case shrunk(from: Int, to: Int)
  /// The ledger's first entries are others than those of a checkpoint that was seen before.
  case rewritten(size: Int)
}

extension LedgerFault: CustomStringConvertible {
  /// What was found, by number.
  public var description: String {
    switch self {
    case .damagedFile(let reason): "the file is damaged (\(reason))"
    case .noCheckpoint: "no checkpoint speaks for its entries"
    case .unsignedCheckpoint(let number): "checkpoint \(number) is not signed by a trusted key"
    case .unreadableCheckpoint(let number): "checkpoint \(number) is none of this ledger"
    case .inconsistentCheckpoint(let number, let size):
      "checkpoint \(number) has another root than the \(size) entries it speaks for"
    case .missingEntry(let number): "entry \(number) is missing"
    case .changedEntry(let number): "entry \(number) is not what was appended"
    case .changedHash(let number): "the hash of entry \(number), or one over it, was changed"
    case .changedEvidence(let number): "the evidence of entry \(number) is not what was appended"
    case .appendRunsBackwards(let number): "entry \(number) was appended before the one it follows"
    case .brokenHistory(let number): "entry \(number) does not follow its subject's one before"
    case .changedSubjects(let first):
      first.map { "subject \($0) is not the one that was signed" }
        ?? "the subjects are not those that were signed"
    case .brokenIndex: "the index of subjects does not fit them"
    case .changedSigners: "the keys named in it are not those that signed it"
    case .changedTombstones: "the tombstones are not those that were signed"
    case .unsignedEntries(let number): "no checkpoint speaks for entry \(number) and those after it"
    case .shrunk(let from, let to):
      "it holds \(to) entries, and had \(from) when it was last signed"
    case .rewritten(let size): "its first \(size) entries are not those that were signed before"
    }
  }
}
