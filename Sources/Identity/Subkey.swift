import Bytes
import Crypto

/// A key derived for one use.
///
/// Holds the two hashes of HMAC (RFC 2104) that have taken in the key, so that a pseudonym costs one
/// block of SHA-256 for each and no more.
public struct Subkey: Sendable {
  private let inner: SHA256
  private let outer: SHA256

  init(_ key: SymmetricKey) {
    let bytes = unsafe key.withUnsafeBytes { unsafe Array($0) }
    precondition(bytes.count <= SHA256.blockByteCount, "a subkey of \(bytes.count) bytes")
    inner = Subkey.hash(of: bytes, pad: 0x36)
    outer = Subkey.hash(of: bytes, pad: 0x5C)
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

  /// How many bytes a pseudonym has that is not written as text.
  public static let rawPseudonymByteCount = 16

  /// Appends the pseudonym of an id: the first 16 bytes of its HMAC-SHA-256 as 32 hexadecimal digits.
  ///
  /// 128 bits keep two of a billion ids apart with near certainty; without the key nothing leads back.
  public func append(pseudonymOf id: Span<UInt8>, to text: inout [UInt8]) {
    let (first, second) = code(of: id)
    let digits = (
      hexDigits(UInt32(truncatingIfNeeded: first)), hexDigits(UInt32(first >> 32)),
      hexDigits(UInt32(truncatingIfNeeded: second)), hexDigits(UInt32(second >> 32))
    )
    unsafe withUnsafeBytes(of: digits) { unsafe text.append(contentsOf: $0) }
  }

  /// Appends the pseudonym of an id as its 16 bytes: half the memory where no text is needed.
  public func append(rawPseudonymOf id: Span<UInt8>, to bytes: inout [UInt8]) {
    let (first, second) = code(of: id)
    let words = (first.littleEndian, second.littleEndian)
    unsafe withUnsafeBytes(of: words) { unsafe bytes.append(contentsOf: $0) }
  }

  /// The pseudonym of an id.
  public func pseudonym(of id: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(Subkey.pseudonymByteCount)
    append(pseudonymOf: id, to: &text)
    return text
  }

  /// The first 16 bytes of an id's HMAC as little-endian words.
  private func code(of id: Span<UInt8>) -> (UInt64, UInt64) {
    var message = inner
    unsafe id.withUnsafeBytes { unsafe message.update(bufferPointer: $0) }
    var code = outer
    unsafe message.finalize().withUnsafeBytes { unsafe code.update(bufferPointer: $0) }
    return unsafe code.finalize().withUnsafeBytes { bytes in
      unsafe (
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }
}
