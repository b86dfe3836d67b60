public import Journeys
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where a run of records lies in a ``Spill``.
public struct SpilledChunk: Sendable {
  /// The shard of the records.
  public var shard: Int
  /// Where they begin.
  var offset: Int
  /// How many bytes the records take.
  public var recordBytes: Int
  /// How many bytes the text after them takes.
  var textBytes: Int
}

/// A file below a staging folder for what memory has no room for; it has no name, so it is gone with
/// the run, however that ends.
public final class Spill: Sendable {
  private let path: String
  private let number: Int32
  private let end = Mutex(0)

  /// A spill below a folder.
  public init(in folder: String) throws(WorkspaceError) {
    path = "\(folder)/spill"
    number = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw .cannotCreate(path: path, errno: errno) }
    unsafe unlink(path)
  }

  deinit {
    close(number)
  }

  /// Writes records of one shard, from any thread.
  public func write(_ events: PackedEvents, shard: Int) throws(WorkspaceError) -> SpilledChunk {
    let records = events.records + events.text
    let offset = end.withLock { end in
      defer { end += records.count }
      return end
    }
    var done = 0
    while done < records.count {
      let written = unsafe records.withUnsafeBytes { bytes in
        unsafe pwrite(
          number, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done, offset + done)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw .cannotWrite(path: path, errno: errno)
      }
      done += written
    }
    return SpilledChunk(
      shard: shard, offset: offset, recordBytes: events.records.count,
      textBytes: events.text.count)
  }

  /// Reads records back.
  public func read(_ chunk: SpilledChunk) throws(WorkspaceError) -> PackedEvents {
    let records = try read(chunk.recordBytes, at: chunk.offset)
    let text = try read(chunk.textBytes, at: chunk.offset + chunk.recordBytes)
    return PackedEvents(records: records, text: text)
  }

  private func read(_ size: Int, at offset: Int) throws(WorkspaceError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    var done = 0
    while done < size {
      let count = unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe pread(
          number, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done, offset + done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .cannotRead(path: path, errno: count < 0 ? errno : EIO) }
      done += count
    }
    return bytes
  }
}
