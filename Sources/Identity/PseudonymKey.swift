import Bytes
import Crypto

/// What a key's bytes are for: each use has a subkey of its own, so that no two uses can be joined.
public enum KeyUse: String, Sendable, CaseIterable {
  /// Visitors and customers in journeys at rest.
  case visitors = "sojourn/visitors/v1"
  /// Customers who may not be known, for looking up the consent by which their events are judged.
  case consentSubjects = "sojourn/consent-subjects/v1"
  /// Leaves of the consent ledger.
  case ledgerLeaves = "sojourn/ledger-leaves/v1"
  /// Tombstones of erased persons.
  case tombstones = "sojourn/tombstones/v1"
  /// Leaves of the tree over the records that a model used.
  case recordLeaves = "sojourn/record-leaves/v1"
}

/// A controller's secret of 32 bytes, from which the subkeys are derived.
public struct PseudonymKey: Sendable {
  /// How many bytes a key has.
  public static let byteCount = 32
  private let secret: SymmetricKey

  /// A key by its bytes; nil unless there are exactly 32.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == PseudonymKey.byteCount else { return nil }
    secret = SymmetricKey(data: bytes)
  }

  /// The subkey of one use by one controller: two controllers with one key can't be joined.
  ///
  /// HKDF-SHA-256 without salt (RFC 5869), `info` being the use's name, U+001F and the controller's.
  public func subkey(for use: KeyUse, of controller: String) -> Subkey {
    Subkey(
      HKDF<SHA256>.deriveKey(
        inputKeyMaterial: secret, info: Array("\(use.rawValue)\u{1F}\(controller)".utf8),
        outputByteCount: 32))
  }

  /// 32 new bytes from the system's generator, as lower-case hexadecimal digits.
  public static func newKeyText() -> String {
    var generator = SystemRandomNumberGenerator()
    var text: [UInt8] = []
    for _ in 0..<byteCount {
      let byte = UInt8.random(in: .min ... .max, using: &generator)
      text.append(hexDigit(byte >> 4))
      text.append(hexDigit(byte & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Reads a key's file: 64 hexadecimal digits with or without a line end, or 32 raw bytes.
  public init?(fileContent bytes: [UInt8]) {
    if bytes.count == PseudonymKey.byteCount {
      self.init(bytes)
      return
    }
    var digits = bytes[...]
    while let last = digits.last, last == 0x0A || last == 0x0D { digits.removeLast() }
    guard digits.count == 2 * PseudonymKey.byteCount else { return nil }
    var key: [UInt8] = []
    for index in stride(from: digits.startIndex, to: digits.endIndex, by: 2) {
      guard let high = hexValue(digits[index]), let low = hexValue(digits[index + 1]) else {
        return nil
      }
      key.append(high << 4 | low)
    }
    self.init(key)
  }
}
