private import Bytes
private import CZstd

/// Packs bytes as one zstd frame (RFC 8878) with a checksum.
///
/// The same content and level give the same bytes, however it is cut into writes. Memory that can't be
/// had ends the process, as for any allocation.
public struct ZstdWriter: ~Copyable {
  private let packer: ZstdPacker
  private var pending = PendingBytes()

  /// A writer of one frame.
  ///
  /// - Parameter level: 1 (fastest) to 19 (smallest).
  public init(level: Int = 3) {
    precondition((1...19).contains(level), "a zstd level of \(level); 1 to 19")
    packer = ZstdPacker(level: Int32(level))
  }

  /// Packs more bytes, appending to `output` what is ready.
  public mutating func write(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
    pending.forEachFullBlock(adding: bytes) { block in
      packer.pack(block, isLast: false, into: &output)
    }
  }

  /// Appends the frame's end; the writer takes no more.
  public mutating func finish(into output: inout [UInt8]) {
    let last = pending.takeLast()
    packer.pack(last.span, isLast: true, into: &output)
  }
}

/// Owns one zstd stream that packs a frame; no pointer to it or to a buffer outlives a call.
@safe
private final class ZstdPacker {
  private let context: OpaquePointer
  private var room = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())

  init(level: Int32) {
    guard let context = unsafe ZSTD_createCCtx() else {
      preconditionFailure("ZSTD_createCCtx: out of memory")
    }
    unsafe self.context = unsafe context
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit {
    unsafe ZSTD_freeCCtx(context)
  }

  func pack(_ input: Span<UInt8>, isLast: Bool, into output: inout [UInt8]) {
    unsafe input.withUnsafeBytes { given in
      var source = unsafe ZSTD_inBuffer(src: given.baseAddress, size: given.count, pos: 0)
      var isDone = false
      repeat {
        var produced = 0
        unsafe room.withUnsafeMutableBytes { bytes in
          var target = unsafe ZSTD_outBuffer(dst: bytes.baseAddress, size: bytes.count, pos: 0)
          let left = unsafe ZSTD_compressStream2(
            context, &target, &source, isLast ? ZSTD_e_end : ZSTD_e_continue)
          precondition(ZSTD_isError(left) == 0, "zstd could not compress: error \(left)")
          produced = unsafe target.pos
          isDone = unsafe isLast ? left == 0 : source.pos == source.size
        }
        output.append(room.span.extracting(0..<produced))
      } while !isDone
    }
  }
}
