import Crypto

/// HMAC-SHA-256 (RFC 2104) under one key: hashes that nobody without the key can tie to what was hashed.
///
/// Holds the two hashes that have taken in the key, so that a message costs one block more than its own.
public struct KeyedHash: Sendable {
  private let inner: SHA256
  private let outer: SHA256

  /// Hashes under a key of at most 64 bytes, one block.
  public init(key: [UInt8]) {
    precondition(key.count <= SHA256.blockByteCount, "a key of \(key.count) bytes")
    inner = KeyedHash.begin(key, pad: 0x36)
    outer = KeyedHash.begin(key, pad: 0x5C)
  }

  private static func begin(_ key: [UInt8], pad: UInt8) -> SHA256 {
    var block = [UInt8](repeating: pad, count: SHA256.blockByteCount)
    for (place, byte) in key.enumerated() { block[place] ^= byte }
    var hash = SHA256()
    hash.update(data: block)
    return hash
  }

  /// The 32 bytes of a message's HMAC.
  public func callAsFunction(_ message: Span<UInt8>) -> MerkleHash {
    var hash = inner
    unsafe message.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    var code = outer
    unsafe hash.finalize().withUnsafeBytes { unsafe code.update(bufferPointer: $0) }
    return MerkleHash(code.finalize())
  }
}
