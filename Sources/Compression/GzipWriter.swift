private import Bytes
private import CZlib

/// Packs bytes as one gzip member (RFC 1952).
///
/// The same content and level give the same bytes, however it is cut into writes: no time, no name,
/// no system. Memory that can't be had ends the process, as for any allocation.
public struct GzipWriter: ~Copyable {
  private let deflater: Deflater
  private var pending = PendingBytes()
  private var isStarted = false
  private var crc: UInt32 = 0
  private var length: UInt32 = 0

  /// A writer of one member.
  ///
  /// - Parameter level: 0 (stored) to 9 (smallest).
  public init(level: Int = 6) {
    precondition((0...9).contains(level), "a gzip level of \(level); 0 to 9")
    deflater = Deflater(level: Int32(level))
  }

  /// Packs more bytes, appending to `output` what is ready.
  public mutating func write(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
    start(&output)
    crc = crc32(bytes, after: crc)
    length &+= UInt32(truncatingIfNeeded: bytes.count)
    pending.forEachFullBlock(adding: bytes) { block in
      deflater.deflate(block, isLast: false, into: &output)
    }
  }

  /// Appends the member's end; the writer takes no more.
  public mutating func finish(into output: inout [UInt8]) {
    start(&output)
    let last = pending.takeLast()
    deflater.deflate(last.span, isLast: true, into: &output)
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      output.append(UInt8(truncatingIfNeeded: crc >> shift))
    }
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      output.append(UInt8(truncatingIfNeeded: length >> shift))
    }
  }

  /// Magic number, deflate, no flags, no time, no hint at the level, unknown system.
  private mutating func start(_ output: inout [UInt8]) {
    guard !isStarted else { return }
    isStarted = true
    output.append(contentsOf: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
  }
}

/// Bytes held back until a whole block is there, so that what a packer is fed, and so what it makes,
/// does not depend on how the content was cut into writes.
struct PendingBytes {
  static let blockBytes = 128 << 10
  var bytes: [UInt8] = []

  /// The last block, of any size.
  mutating func takeLast() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  mutating func forEachFullBlock(adding more: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
    var at = 0
    while at < more.count {
      // A block goes on only once a byte past it has come: the last one is left for the end.
      if bytes.count == PendingBytes.blockBytes {
        body(bytes.span)
        bytes.removeAll(keepingCapacity: true)
      }
      let taken = min(PendingBytes.blockBytes - bytes.count, more.count - at)
      bytes.append(more.extracting(at..<(at + taken)))
      at += taken
    }
  }
}

/// Owns one zlib stream that packs raw deflate data; no pointer to it or to a buffer outlives a call.
@safe
private final class Deflater {
  private let stream: UnsafeMutableRawPointer
  private var room = [UInt8](repeating: 0, count: 64 << 10)

  init(level: Int32) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe self.stream = UnsafeMutableRawPointer(stream)
    let status = unsafe sojourn_deflateInit2(stream, level, -MAX_WBITS)
    precondition(status == Z_OK, "deflateInit2 says \(status): out of memory")
  }

  deinit {
    let stream = unsafe self.stream.assumingMemoryBound(to: z_stream.self)
    unsafe deflateEnd(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  func deflate(_ input: Span<UInt8>, isLast: Bool, into output: inout [UInt8]) {
    let stream = unsafe self.stream.assumingMemoryBound(to: z_stream.self)
    let flush = isLast ? Z_FINISH : Z_NO_FLUSH
    unsafe input.withUnsafeBufferPointer { source in
      unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      unsafe stream.pointee.avail_in = UInt32(source.count)
      var status = Z_OK
      repeat {
        unsafe room.withUnsafeMutableBufferPointer { target in
          unsafe stream.pointee.next_out = target.baseAddress
          unsafe stream.pointee.avail_out = UInt32(target.count)
          status = unsafe CZlib.deflate(stream, flush)
        }
        precondition(status >= 0 || status == Z_BUF_ERROR, "deflate says \(status)")
        let produced = unsafe room.count - Int(stream.pointee.avail_out)
        output.append(room.span.extracting(0..<produced))
      } while unsafe isLast ? status != Z_STREAM_END : stream.pointee.avail_out == 0
    }
    unsafe stream.pointee.next_in = nil
    unsafe stream.pointee.next_out = nil
  }
}
