import Bytes
import Crypto

/// A key derived for one use.
///
/// Holds the two hashes of HMAC (RFC 2104) that have taken in the key, so that a pseudonym costs one
/// block of SHA-256 for each and no more.
public struct Subkey: Sendable {
  private let inner: SHA256
  private let outer: SHA256
  /// Seals what the hash makes, where the key has been rotated.
  private let sealing: PseudonymCipher?

  init(_ key: SymmetricKey, sealing: PseudonymCipher? = nil) {
    let bytes = unsafe key.withUnsafeBytes { unsafe Array($0) }
    precondition(bytes.count <= SHA256.blockByteCount, "a subkey of \(bytes.count) bytes")
    inner = Subkey.hash(of: bytes, pad: 0x36)
    outer = Subkey.hash(of: bytes, pad: 0x5C)
    self.sealing = sealing
  }

  private static func hash(of key: [UInt8], pad: UInt8) -> SHA256 {
    var block = [UInt8](repeating: pad, count: SHA256.blockByteCount)
    for (place, byte) in key.enumerated() { block[place] ^= byte }
    var hash = SHA256()
    hash.update(data: block)
    return hash
  }

  /// How many bytes the text of a pseudonym has.
  public static let pseudonymByteCount = 32

  /// Appends the pseudonym of an id: the first 16 bytes of its HMAC-SHA-256 as 32 hexadecimal digits.
  ///
  /// 128 bits keep two of a billion ids apart with near certainty; without the key nothing leads back.
  public func append(pseudonymOf id: Span<UInt8>, to text: inout [UInt8]) {
    rawPseudonym(of: id).append(to: &text)
  }

  /// The pseudonym of an id.
  public func pseudonym(of id: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(Subkey.pseudonymByteCount)
    append(pseudonymOf: id, to: &text)
    return text
  }

  /// The pseudonym of an id as its bytes.
  public func rawPseudonym(of id: Span<UInt8>) -> Pseudonym {
    guard let sealing else { return code(of: id) }
    return sealing.seal(code(of: id))
  }

  /// The first 16 bytes of an id's HMAC.
  private func code(of id: Span<UInt8>) -> Pseudonym {
    var message = inner
    unsafe id.withUnsafeBytes { unsafe message.update(bufferPointer: $0) }
    var code = outer
    unsafe message.finalize().withUnsafeBytes { unsafe code.update(bufferPointer: $0) }
    return unsafe code.finalize().withUnsafeBytes { bytes in
      unsafe Pseudonym(
        first: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        second: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
  }
}
