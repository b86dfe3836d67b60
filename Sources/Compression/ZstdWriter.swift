private import Bytes
private import CZstd

/// Packs bytes as one zstd frame (RFC 8878) with a checksum.
///
/// The same content and level give the same bytes, however it is cut into writes. Memory that can't be
/// had ends the process, as for any allocation.
@safe
public struct ZstdWriter: ~Copyable {
  private let context: OpaquePointer
  private var pending = PendingBytes()
  private var room = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())

  /// A writer of one frame.
  ///
  /// - Parameter level: 1 (fastest) to 19 (smallest).
  public init(level: Int = 3) {
    precondition((1...19).contains(level), "a zstd level of \(level); 1 to 19")
    guard let context = unsafe ZSTD_createCCtx() else {
      preconditionFailure("ZSTD_createCCtx: out of memory")
    }
    unsafe self.context = unsafe context
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit {
    unsafe ZSTD_freeCCtx(context)
  }

  /// Packs more bytes, appending to `output` what is ready.
  public mutating func write(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
    let context = unsafe self.context
    pending.forEachFullBlock(adding: bytes) { block in
      unsafe compress(block, ZSTD_e_continue, context, &room, into: &output)
    }
  }

  /// Appends the frame's end; the writer takes no more.
  public mutating func finish(into output: inout [UInt8]) {
    let last = pending.takeLast()
    unsafe compress(last.span, ZSTD_e_end, context, &room, into: &output)
  }
}

@unsafe
private func compress(
  _ input: Span<UInt8>, _ end: ZSTD_EndDirective, _ context: OpaquePointer,
  _ room: inout [UInt8], into output: inout [UInt8]
) {
  unsafe input.withUnsafeBytes { given in
    var source = unsafe ZSTD_inBuffer(src: given.baseAddress, size: given.count, pos: 0)
    var isDone = false
    repeat {
      var produced = 0
      unsafe room.withUnsafeMutableBytes { bytes in
        var target = unsafe ZSTD_outBuffer(dst: bytes.baseAddress, size: bytes.count, pos: 0)
        let left = unsafe ZSTD_compressStream2(context, &target, &source, end)
        precondition(ZSTD_isError(left) == 0, "zstd could not compress: error \(left)")
        produced = unsafe target.pos
        isDone = unsafe end == ZSTD_e_end ? left == 0 : source.pos == source.size
      }
      output.append(room.span.extracting(0..<produced))
    } while !isDone
  }
}
