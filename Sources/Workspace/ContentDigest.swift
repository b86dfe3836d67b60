import Bytes
import Crypto

/// SHA-256 over bytes that come in parts, as 64 lower-case hexadecimal digits.
public struct ContentDigest: Sendable {
  private var hash = SHA256()

  /// A digest of no bytes yet.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe hash.update(data: $0) }
  }

  /// The digest of all bytes so far.
  public func finish() -> String {
    var text: [UInt8] = []
    for byte in hash.finalize() {
      text.append(hexDigit(byte >> 4))
      text.append(hexDigit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The digest of bytes that are all there.
  public static func of(_ bytes: [UInt8]) -> String {
    var digest = ContentDigest()
    digest.update(bytes.span)
    return digest.finish()
  }
}
