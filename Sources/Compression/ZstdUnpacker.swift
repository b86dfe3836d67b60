private import CZstd

/// Owns one zstd stream that unpacks frames (RFC 8878), checking their checksums.
///
/// No pointer to it or to the buffers outlives a call.
@safe
final class ZstdUnpacker {
  private let context: OpaquePointer

  init() throws(ReadFault) {
    guard let context = unsafe ZSTD_createDCtx() else { throw .outOfMemory }
    unsafe self.context = unsafe context
  }

  deinit {
    unsafe ZSTD_freeDCtx(context)
  }

  /// Unpacks `input`, which stands at `offset` of the file, into `output` from `start`, until one of
  /// them ends or the frame does.
  func unpack(
    _ input: Span<UInt8>, into output: inout [UInt8], from start: Int, offset: Int
  ) -> UnpackProgress {
    var source = unsafe ZSTD_inBuffer()
    var target = unsafe ZSTD_outBuffer()
    let status = unsafe input.withUnsafeBytes { given in
      unsafe output.withUnsafeMutableBytes { room in
        unsafe source.src = given.baseAddress
        unsafe source.size = given.count
        unsafe target.dst = room.baseAddress
        unsafe target.size = room.count
        unsafe target.pos = start
        return unsafe ZSTD_decompressStream(context, &target, &source)
      }
    }
    var progress = unsafe UnpackProgress(
      consumed: source.pos, produced: target.pos - start, isAtEnd: status == 0)
    if ZSTD_isError(status) != 0 {
      progress.fault = ZstdUnpacker.fault(status, at: offset + progress.consumed)
    }
    return progress
  }

  private static func fault(_ status: Int, at offset: Int) -> ReadFault {
    switch ZSTD_getErrorCode(status) {
    case ZSTD_error_memory_allocation: .outOfMemory
    case ZSTD_error_checksum_wrong: .badChecksum(offset: offset)
    case ZSTD_error_dictionary_wrong: .unsupported(.dictionary, offset: offset)
    case ZSTD_error_frameParameter_windowTooLarge: .unsupported(.window, offset: offset)
    default: .badData(offset: offset)
    }
  }
}
