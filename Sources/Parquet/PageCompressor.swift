import Bytes
private import CZstd

/// Owns one zstd context that packs pages, each as a frame with its length and checksum (RFC 8878).
///
/// No pointer to it or to a buffer outlives a call.
@safe
final class PageCompressor {
  private let context: OpaquePointer

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

  /// The bytes of the last frame, of which `pack` says how many.
  private(set) var room: [UInt8] = []

  /// Packs a page into `room` and tells how many bytes its frame has.
  func pack(_ page: Span<UInt8>) -> Int {
    let bound = ZSTD_compressBound(page.count)
    if room.count < bound { room = [UInt8](repeating: 0, count: bound) }
    let count = unsafe page.withUnsafeBytes { given in
      unsafe room.withUnsafeMutableBytes { target in
        unsafe ZSTD_compress2(
          context, target.baseAddress, target.count, given.baseAddress, given.count)
      }
    }
    precondition(ZSTD_isError(count) == 0, "zstd could not compress: error \(count)")
    return count
  }
}
