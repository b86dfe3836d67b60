private import CZstd

/// Owns one zstd context that unpacks pages, checking their checksums (RFC 8878).
///
/// No pointer to it or to a buffer outlives a call.
@safe
final class PageDecompressor {
  private let context: OpaquePointer

  init?() {
    guard let context = unsafe ZSTD_createDCtx() else { return nil }
    unsafe self.context = unsafe context
  }

  deinit {
    unsafe ZSTD_freeDCtx(context)
  }

  /// The most content that a frame of `count` bytes can hold: a block of 128 KiB takes four bytes at least.
  static func maximumContent(ofFrame count: Int) -> Int {
    (count / 4 + 1) << 17
  }

  /// How many bytes of content a frame says it holds; nil where it does not say or is none.
  static func contentSize(ofFrame frame: Span<UInt8>) -> Int? {
    let size = unsafe frame.withUnsafeBytes {
      unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count)
    }
    return Int(exactly: size)  // The two numbers that stand for errors are too great.
  }

  /// Unpacks a frame into the first `count` bytes of `page`; false where it is damaged or holds another
  /// number of bytes.
  func unpack(_ frame: Span<UInt8>, into page: inout [UInt8], count: Int) -> Bool {
    precondition(count <= page.count, "\(count) bytes into a page of \(page.count)")
    let unpacked = unsafe frame.withUnsafeBytes { given in
      unsafe page.withUnsafeMutableBytes { target in
        unsafe ZSTD_decompressDCtx(
          context, target.baseAddress, count, given.baseAddress, given.count)
      }
    }
    return unpacked == count
  }
}
