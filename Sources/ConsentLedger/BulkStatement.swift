import Bytes
import GRDB
import GRDBSQLite

/// A prepared SQL statement that is run millions of times: values go in and come out as they are, with
/// no array or box in between, which costs GRDB's own way three times as much.
struct BulkStatement {
  private let statement: GRDB.Statement
  private let database: Database

  init(_ database: Database, _ sql: String) throws {
    self.database = database
    statement = try database.makeStatement(sql: sql)
  }

  private var raw: OpaquePointer { unsafe statement.sqliteStatement }

  func bind(_ value: Int, at place: Int32) {
    unsafe sqlite3_bind_int64(raw, place, Int64(value))
  }

  func bindNull(at place: Int32) {
    unsafe sqlite3_bind_null(raw, place)
  }

  func bind(_ bytes: Span<UInt8>, at place: Int32) {
    unsafe bytes.withUnsafeBytes { bytes in
      _ = unsafe sqlite3_bind_blob(
        raw, place, bytes.baseAddress, Int32(bytes.count), BulkStatement.copied)
    }
  }

  /// Tells SQLite to copy a value before the call returns (`SQLITE_TRANSIENT`).
  private static var copied: sqlite3_destructor_type {
    unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  /// Runs a statement that gives no rows, and makes it ready for the next values.
  func run() throws {
    _ = try next()
    reset()
  }

  /// Goes on to the next row; false after the last.
  func next() throws -> Bool {
    switch unsafe sqlite3_step(raw) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let message = database.lastErrorMessage
      reset()
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
  }

  func reset() {
    unsafe sqlite3_reset(raw)
  }

  func int(_ column: Int32) -> Int {
    unsafe Int(sqlite3_column_int64(raw, column))
  }

  func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(raw, column) == SQLITE_NULL
  }

  /// Hands over a column's bytes, which last no longer than the call.
  func withBytes<Result>(_ column: Int32, _ body: (Span<UInt8>) throws -> Result) rethrows -> Result
  {
    let count = unsafe Int(sqlite3_column_bytes(raw, column))
    let bytes = unsafe UnsafeRawBufferPointer(
      start: sqlite3_column_blob(raw, column), count: count)
    return try unsafe body(bytes.bindMemory(to: UInt8.self).span)
  }

  func bytes(_ column: Int32) -> [UInt8] { withBytes(column) { Array(bytes: $0) } }

  func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
}
