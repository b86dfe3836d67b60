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
  /// The signature on the consent ledger's checkpoints.
  case ledgerSigning = "sojourn/ledger-signing/v1"
}

/// A controller's secret of 32 bytes, from which the subkeys are derived; once it has been rotated, two.
///
/// The first secret names ids for ever, since nobody keeps the ids that a new one would have to name
/// again. What a rotation replaces is the second, under which all that lies at rest is sealed: with the
/// new one in place nothing at rest can be joined with what the old one sealed.
public struct PseudonymKey: Sendable {
  /// How many bytes a secret has.
  public static let byteCount = 32
  private let base: [UInt8]
  /// The secret that the last rotation brought; nil before the first.
  private let rotated: [UInt8]?

  /// A key by its bytes; nil unless there are exactly 32.
  public init?(_ bytes: [UInt8]) {
    self.init(base: bytes, rotated: nil)
  }

  private init?(base: [UInt8], rotated: [UInt8]?) {
    guard base.count == PseudonymKey.byteCount,
      rotated == nil || rotated?.count == PseudonymKey.byteCount
    else { return nil }
    self.base = base
    self.rotated = rotated
  }

  /// The subkey of one use by one controller: two controllers with one key can't be joined.
  ///
  /// HKDF-SHA-256 without salt (RFC 5869), `info` being the use's name, U+001F and the controller's. The
  /// pseudonyms of a key that has been rotated are sealed by its second secret.
  public func subkey(for use: KeyUse, of controller: String) -> Subkey {
    Subkey(
      derive(base, use, controller),
      sealing: rotated.map { PseudonymCipher(derive($0, use, controller)) })
  }

  /// The cipher of one use by one controller, derived like a subkey from the latest secret.
  public func cipher(for use: KeyUse, of controller: String) -> PseudonymCipher {
    PseudonymCipher(derive(rotated ?? base, use, controller))
  }

  /// 32 bytes for a key of another kind, derived like a subkey from the latest secret.
  public func seed(for use: KeyUse, of controller: String) -> [UInt8] {
    let key = derive(rotated ?? base, use, controller)
    return unsafe key.withUnsafeBytes { unsafe Array($0) }
  }

  /// What turns pseudonyms of this key into those of `next`; nil where `next` is no rotation of it.
  public func rekeying(
    to next: PseudonymKey, for use: KeyUse, of controller: String
  ) -> PseudonymRekeying? {
    guard base == next.base else { return nil }
    return PseudonymRekeying(
      old: rotated.map { PseudonymCipher(derive($0, use, controller)) },
      new: next.rotated.map { PseudonymCipher(derive($0, use, controller)) })
  }

  private func derive(_ secret: [UInt8], _ use: KeyUse, _ controller: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: secret),
      info: Array("\(use.rawValue)\u{1F}\(controller)".utf8), outputByteCount: 32)
  }

  /// The text of the key that a rotation of this one makes: the first secret and a new one, a line each.
  public func rotatedText() -> String {
    PseudonymKey.digits(base) + "\n" + PseudonymKey.newKeyText()
  }

  private static func digits(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }, as: UTF8.self)
  }

  /// 32 new bytes from the system's generator, as lower-case hexadecimal digits.
  public static func newKeyText() -> String {
    var generator = SystemRandomNumberGenerator()
    return digits((0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }

  /// Reads a key's file: 64 hexadecimal digits with or without a line end, once more on a second line
  /// where the key has been rotated, or 32 raw bytes.
  public init?(fileContent bytes: [UInt8]) {
    if bytes.count == PseudonymKey.byteCount {
      self.init(bytes)
      return
    }
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      line.last == 0x0D ? line.dropLast() : line
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    let secrets = lines.map(PseudonymKey.secret)
    guard (1...2).contains(secrets.count), let base = secrets[0] else { return nil }
    guard secrets.count == 2 else {
      self.init(base: base, rotated: nil)
      return
    }
    guard let rotated = secrets[1] else { return nil }
    self.init(base: base, rotated: rotated)
  }

  /// The secret of 64 hexadecimal digits; nil for anything else.
  private static func secret(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
    guard digits.count == 2 * PseudonymKey.byteCount else { return nil }
    var secret: [UInt8] = []
    for index in stride(from: digits.startIndex, to: digits.endIndex, by: 2) {
      guard let high = hexValue(digits[index]), let low = hexValue(digits[index + 1]) else {
        return nil
      }
      secret.append(high << 4 | low)
    }
    return secret
  }
}
