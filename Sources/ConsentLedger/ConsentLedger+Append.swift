import Bytes
import Consent
import GRDB
import Transparency

/// What became of a batch.
public struct Appended: Hashable, Sendable {
  /// How many statements were new.
  public var appended = 0
  /// How many the ledger, or the batch, held already.
  public var duplicates = 0
  /// How many said that they were appended before the ledger's last entry, and count as appended with it.
  public var raised = 0
}

extension ConsentLedger {
  /// Takes in what is new of a batch and signs a checkpoint over all, in one transaction.
  ///
  /// - Parameters:
  ///   - batch: statements for this ledger's controller.
  ///   - keys: the controller's keys.
  /// - Returns: what became of them.
  /// - Throws: ``LedgerError``; nothing is taken in then.
  public func append(_ batch: StatementBatch, keys: LedgerKeys) throws(LedgerError) -> Appended {
    try write { database in
      let head = try signedHead(database, [keys.signer.verifier])
      var appender = try LedgerAppender(
        database, controller: controller, keys: keys, head: head)
      let next = try appender.append(batch)
      if next != head { try sign(next, database, [keys.signer]) }
      return appender.appended
    }
  }

  /// The head that the last checkpoint speaks for.
  ///
  /// - Throws: ``LedgerFault`` where it is not signed by one of the keys, or there is none for what is
  ///   there.
  func signedHead(_ database: Database, _ verifiers: [NoteVerifier]) throws -> LedgerHead {
    let last = try BulkStatement(
      database, "SELECT number, note FROM checkpoint ORDER BY number DESC LIMIT 1")
    guard try last.next() else {
      let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM entry LIMIT 1") ?? 0
      guard count == 0 else { throw LedgerFault.noCheckpoint }
      return LedgerHead()
    }
    defer { last.reset() }
    var head = try readHead(last.text(1), number: last.int(0), verifiers)
    head.lastAppend = try lastAppend(database)
    return head
  }

  private func lastAppend(_ database: Database) throws -> Timestamp? {
    let last = try BulkStatement(
      database, "SELECT appendedAt FROM entry ORDER BY number DESC LIMIT 1")
    guard try last.next() else { return nil }
    defer { last.reset() }
    return Timestamp(nanoseconds: Int64(last.int(0)))
  }

  /// The head that a checkpoint's note speaks of.
  func readHead(
    _ text: String, number: Int, _ verifiers: [NoteVerifier]
  ) throws(LedgerFault) -> LedgerHead {
    do {
      return try LedgerHead(note: text, verifiers, origin: LedgerKeys.origin(of: controller))
    } catch is CheckpointError {
      throw .unreadableCheckpoint(number)
    } catch {
      throw .unsignedCheckpoint(number)
    }
  }

  /// Adds a checkpoint that speaks for a head.
  func sign(_ head: LedgerHead, _ database: Database, _ signers: [NoteSigner]) throws {
    let checkpoint = try head.checkpoint(origin: LedgerKeys.origin(of: controller))
    let signed = try SignedNote(text: checkpoint.text, signedBy: signers)
    let note = String(decoding: signed.bytes, as: UTF8.self)
    try database.execute(
      literal: "INSERT INTO checkpoint(size, note) VALUES (\(head.size), \(note))")
  }
}
