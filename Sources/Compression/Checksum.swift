#if ISAL
  private import CIsal
#else
  private import CZlib
#endif

/// The CRC-32 of the bytes that `crc` covers and `bytes` after them.
func crc32(_ bytes: Span<UInt8>, after crc: UInt32) -> UInt32 {
  unsafe bytes.withUnsafeBufferPointer {
    #if ISAL
      unsafe crc32_gzip_refl(crc, $0.baseAddress, UInt64($0.count))
    #else
      unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(crc), $0.baseAddress, $0.count))
    #endif
  }
}
