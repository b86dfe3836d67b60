import Bytes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// New salts from the system's generator, asked for many at a time: one call each would take longer than
/// all else that a new subject needs.
struct SaltSource {
  private var words: [UInt64] = []

  mutating func next() -> Salt {
    if words.isEmpty { fill() }
    return Salt(words: (words.removeLast(), words.removeLast()))
  }

  private mutating func fill() {
    words = Array(repeating: 0, count: 64)
    // 256 bytes and fewer come whole (getentropy(3)).
    for half in [0..<32, 32..<64] {
      let failed = unsafe words.withUnsafeMutableBytes { bytes in
        unsafe getentropy(bytes.baseAddress?.advanced(by: half.lowerBound * 8), 256) != 0
      }
      precondition(!failed, "the system gives no random bytes")
    }
  }
}
