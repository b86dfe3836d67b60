import Bytes
import Foundation
import GRDB
import Transparency

/// A controller's consent statements at rest, in one SQLite file: appended, proven, shown, never changed.
///
/// Statements go in by ``append(_:now:)``, which signs a checkpoint over all that are there in the same
/// transaction; so whatever moment a process dies at, the file holds the state before or after, and
/// ``verify(_:)`` accepts it. Ids stand in it as keyed pseudonyms alone.
public struct ConsentLedger: Sendable {
  /// What a ledger is opened for.
  public enum Access: Sendable {
    /// To be read.
    case read
    /// To be written, where it exists.
    case write
    /// To be written, and made where it does not exist.
    case create
  }

  /// Where the file lies.
  public let path: String
  /// The organisation whose statements it holds.
  public let controller: String
  let queue: DatabaseQueue

  /// Opens a ledger.
  ///
  /// - Parameters:
  ///   - path: the file; its folder must exist.
  ///   - controller: whose ledger it is to be; nil where any will do.
  ///   - keys: the controller's keys; nil where nobody is to be found by an id, as for checking proofs.
  ///   - access: what it is opened for. Making a ledger needs a controller and keys.
  /// - Throws: ``LedgerError``.
  public init(
    _ path: String, controller: String?, keys: LedgerKeys?, access: Access
  ) throws(LedgerError) {
    let exists = FileManager.default.fileExists(atPath: path)
    guard exists || access.creates else { throw .missing(path: path) }
    self.path = path
    queue = try ConsentLedger.open(path, access, exists: exists)
    if access.creates, let controller, let keys, try ConsentLedger.isEmpty(queue, path) {
      try ConsentLedger.create(queue, path, controller, keys)
    }
    let identity = try ConsentLedger.identity(queue, path)
    self.controller = identity.controller
    if let controller, controller != identity.controller {
      throw .otherController(path: path, found: identity.controller, expected: controller)
    }
    if let keys, keys.mark != identity.keyMark { throw .otherKey(path: path) }
  }

  private static func open(
    _ path: String, _ access: Access, exists: Bool
  ) throws(LedgerError) -> DatabaseQueue {
    var configuration = Configuration()
    // A run that was killed leaves a journal that only a writer may roll back.
    configuration.readonly = access == .read && !FileManager.default.isWritableFile(atPath: path)
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { database in
      try database.execute(literal: "PRAGMA synchronous = FULL")
      // What is deleted is overwritten: redaction leaves nothing in free pages.
      try database.execute(literal: "PRAGMA secure_delete = ON")
      try database.execute(literal: "PRAGMA cache_size = -65536")
    }
    do {
      return try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw LedgerError(error, path)
    }
  }

  /// Whether a file holds no table at all: so it is until the transaction that makes a ledger has ended.
  private static func isEmpty(
    _ queue: DatabaseQueue, _ path: String
  ) throws(LedgerError) -> Bool {
    do {
      return try queue.read { database in
        try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
      }
    } catch {
      throw LedgerError(error, path)
    }
  }

  private static func create(
    _ queue: DatabaseQueue, _ path: String, _ controller: String, _ keys: LedgerKeys
  ) throws(LedgerError) {
    do {
      try queue.writeWithoutTransaction { database in
        // Pages of 8 KiB hold a tile of 256 hashes and little else.
        try database.execute(literal: "PRAGMA page_size = 8192")
        try database.inTransaction(.immediate) {
          // Another process may have made it in between.
          if try !database.tableExists("identity") {
            try database.execute(sql: LedgerSchema.statements)
            try database.execute(
              literal: "INSERT INTO identity VALUES (1, \(controller), \(keys.mark))")
            try database.execute(
              literal: "INSERT INTO signer VALUES (1, \(keys.signer.verifier.text))")
            try database.execute(literal: "INSERT INTO source VALUES (0, '')")
            try database.execute(
              sql: "PRAGMA application_id = \(LedgerSchema.applicationID)")
            try database.execute(sql: "PRAGMA user_version = \(LedgerSchema.version)")
          }
          return .commit
        }
      }
    } catch {
      throw LedgerError(error, path)
    }
  }

  private static func identity(
    _ queue: DatabaseQueue, _ path: String
  ) throws(LedgerError) -> (controller: String, keyMark: String) {
    do {
      return try queue.read { database in
        guard
          try Int.fetchOne(database, sql: "PRAGMA application_id")
            == LedgerSchema.applicationID
        else {
          let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master")
          throw tables == 0
            ? LedgerError.missing(path: path) : LedgerError.notALedger(path: path)
        }
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version == LedgerSchema.version else {
          throw LedgerError.otherVersion(path: path, found: version)
        }
        let identity = try BulkStatement(database, "SELECT controller, keyMark FROM identity")
        guard try identity.next() else { throw LedgerError.notALedger(path: path) }
        defer { identity.reset() }
        return (identity.text(0), identity.text(1))
      }
    } catch {
      throw LedgerError(error, path)
    }
  }

  /// Reads in one transaction, so that everything is of one moment.
  func read<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
    do {
      return try withoutActuallyEscaping(body) { body in
        try queue.unsafeRead { database in
          var value: Value?
          try database.inTransaction(.deferred) {
            value = try body(database)
            return .commit
          }
          guard let value else { throw LedgerError.cannotOpen(path: path, reason: "no value") }
          return value
        }
      }
    } catch {
      throw LedgerError(error, path)
    }
  }

  /// Writes the whole file anew, so that nothing of what was taken out is left in it.
  ///
  /// SQLite overwrites what is deleted, but not the copies that it has left in unused parts of pages when
  /// it parted full ones. O(file), in time and for a moment on disk.
  func sweep() throws(LedgerError) {
    do {
      try queue.writeWithoutTransaction { try $0.execute(literal: "VACUUM") }
    } catch {
      throw LedgerError(error, path)
    }
  }

  /// Writes in one transaction: all of it, or nothing.
  func write<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
    do {
      return try queue.writeWithoutTransaction { database in
        var value: Value?
        try database.inTransaction(.immediate) {
          value = try body(database)
          return .commit
        }
        guard let value else { throw LedgerError.cannotWrite(path: path, reason: "no value") }
        return value
      }
    } catch {
      throw LedgerError(error, path)
    }
  }
}

extension ConsentLedger.Access {
  fileprivate var creates: Bool { self == .create }
}

extension LedgerError {
  /// The error of a ledger that an error below it amounts to.
  init(_ error: any Error, _ path: String) {
    switch error {
    case let error as LedgerError: self = error
    case is ProofError: self = .untrusted(path: path, .damagedFile("hashes are missing"))
    case let fault as LedgerFault: self = .untrusted(path: path, fault)
    case let error as DatabaseError:
      let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
      case .SQLITE_NOTADB: self = .notALedger(path: path)
      case .SQLITE_CORRUPT: self = .untrusted(path: path, .damagedFile(reason))
      case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
        self = .cannotOpen(path: path, reason: reason)
      default: self = .cannotWrite(path: path, reason: reason)
      }
    default: self = .untrusted(path: path, .damagedFile("\(type(of: error))"))
    }
  }
}
