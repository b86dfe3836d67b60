import Bytes
import Consent
import ConsentLedger
import Events
import Foundation
import GRDB
import Identity
import TestKit
import Testing
import Transparency

/// A ledger of acme's in a folder of its own, whose key is rotated and whose persons are redacted.
final class KeyedLedger {
  let folder: TemporaryFolder
  let path: String
  let key: PseudonymKey
  let keys: LedgerKeys

  /// 2026-12-01T00:00:00Z.
  static let now = Timestamp(nanoseconds: 1_796_083_200_000_000_000)
  static let policy = {
    var policy = ConsentPolicy()
    policy.purposes = ["sales", "support"]
    policy.basis = ["support": .legitimateInterests]
    return policy
  }()

  init(_ key: PseudonymKey? = nil) throws {
    folder = try TemporaryFolder()
    path = folder.path("acme.ledger")
    self.key = try key ?? #require(PseudonymKey((0..<32).map { UInt8($0) }))
    keys = LedgerKeys(self.key, controller: "acme")
    _ = try ConsentLedger(path, controller: "acme", keys: keys, access: .create)
  }

  func ledger(_ keys: LedgerKeys? = nil) throws -> ConsentLedger {
    try ConsentLedger(path, controller: nil, keys: keys ?? self.keys, access: .write)
  }

  @discardableResult
  func append(_ lines: [String], _ keys: LedgerKeys? = nil) throws -> Appended {
    var batch = StatementBatch(controller: "acme", now: Self.now)
    for line in lines { try batch.append(ndjson: Array(line.utf8).span) }
    return try ledger(keys).append(batch, keys: keys ?? self.keys)
  }

  func redact(_ ids: [String], _ keys: LedgerKeys? = nil) throws -> [Redaction] {
    try ledger(keys).redact(ids.map { Array($0.utf8) }, keys: keys ?? self.keys)
  }

  func history(_ id: String, _ keys: LedgerKeys? = nil) throws -> [LedgerStatement] {
    try ledger(keys).history(of: Array(id.utf8).span, keys: keys ?? self.keys)
  }

  func receipt(_ id: String, _ keys: LedgerKeys? = nil) throws -> Receipt? {
    try ledger(keys).receipt(for: Array(id.utf8).span, keys: keys ?? self.keys)
  }

  func verify(_ keys: LedgerKeys? = nil, seen: [SeenCheckpoint] = []) throws -> VerifiedLedger {
    try ledger(keys).verify([(keys ?? self.keys).signer.verifier], seen: seen)
  }

  func head() throws -> LedgerHead { try ledger().head([keys.signer.verifier]) }

  /// The register that a run of the policy would judge by.
  func register(_ keys: LedgerKeys? = nil) throws -> ConsentRegister {
    let context = RunContext(
      controller: "acme", purposes: PurposeList(Self.policy.purposes), asOf: Self.now)
    let statements = try ledger(keys).load(keys ?? self.keys).statements
    return try ConsentRegister(statements, context: context, policy: Self.policy)
  }

  /// Rows of one column.
  func blobs(_ sql: String) throws -> [[UInt8]] {
    try DatabaseQueue(path: path).read { database in
      try Data.fetchAll(database, sql: sql).map { [UInt8]($0) }
    }
  }

  /// Rows as SQLite prints them.
  func rows(_ sql: String) throws -> [String] {
    try DatabaseQueue(path: path).read { try Row.fetchAll($0, sql: sql).map(\.description) }
  }

  /// Does something to the file behind the ledger's back.
  func tamper(_ sql: String) throws {
    try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
  }

  /// All that the ledger's folder holds.
  func bytes() throws -> [UInt8] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted().flatMap {
      [UInt8](try Data(contentsOf: folder.url.appending(path: $0)))
    }
  }

  /// How often one of some values of 16 bytes stands in what the folder holds, at whatever offset.
  func occurrences(of secrets: Set<Pseudonym>) throws -> Int {
    let bytes = try bytes()
    guard bytes.count >= Pseudonym.byteCount else { return 0 }
    return (0...(bytes.count - Pseudonym.byteCount)).count {
      secrets.contains(Pseudonym(bytes.span, at: $0))
    }
  }

  /// The rotation of a key.
  static func rotation(of key: PseudonymKey) throws -> PseudonymKey {
    try #require(PseudonymKey(fileContent: Array(key.rotatedText().utf8)))
  }

  /// A statement at midnight of a day in November 2026, known at six in the morning.
  static func line(
    _ action: String, _ id: String, _ day: Int, purpose: String = "sales", more: String = ""
  ) -> String {
    let two = day < 10 ? "0\(day)" : "\(day)"
    return
      #"{"controller":"acme","subject":"\#(id)","purpose":"\#(purpose)","action":"\#(action)","at":"2026-11-\#(two)T00:00:00Z","appendedAt":"2026-11-\#(two)T06:00:00Z","notice":"n1","method":"checkbox"\#(more)}"#
  }

  /// A link at midnight of a day in November 2026.
  static func link(_ id: String, _ other: String, _ day: Int) -> String {
    #"{"controller":"acme","subject":"\#(id)","other":"\#(other)","action":"link","at":"2026-11-\#(day)T00:00:00Z","appendedAt":"2026-11-\#(day)T06:00:00Z"}"#
  }
}
