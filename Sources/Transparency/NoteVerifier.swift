import Crypto
import FoundationEssentials

/// A public key by which signed notes are checked, with the name it signs under.
///
/// Its text form is `name+hash+key`: the hash, 8 lower-case hexadecimal digits, ties the two together;
/// the key, in base 64, begins with a byte for its kind, 1 for Ed25519 (C2SP signed-note).
public struct NoteVerifier: Sendable {
  /// The key's name.
  public let name: String
  /// The hash of name and key by which a signature names its key.
  public let keyID: UInt32
  /// The 32 bytes of the public key.
  public let publicKey: [UInt8]
  private let key: Curve25519.Signing.PublicKey

  /// A verifier by its text form.
  ///
  /// - Throws: ``NoteKeyError`` for any text but the one that ``text`` gives.
  public init(_ text: String) throws(NoteKeyError) {
    let (name, id, bytes) = try NoteKey.parse(text[...])
    try self.init(name: name, publicKey: bytes)
    guard keyID == id else { throw .otherKeyID }
  }

  /// A verifier by its name and the 32 bytes of an Ed25519 key.
  ///
  /// - Throws: ``NoteKeyError`` for a name that cannot be one, and bytes that are no key.
  public init(name: String, publicKey: [UInt8]) throws(NoteKeyError) {
    guard NoteKey.isName(name) else { throw .badName }
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
      throw .badKeyLength(found: publicKey.count, expected: NoteKey.keyByteCount)
    }
    self.name = name
    self.publicKey = publicKey
    self.key = key
    keyID = NoteKey.id(name: name, publicKey: publicKey)
  }

  /// The verifier's text form, which may be published.
  public var text: String { NoteKey.text(name: name, id: keyID, key: publicKey) }

  /// Whether a signature was made over `message` by the holder of this key (RFC 8032).
  public func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
    signature.count == 64 && key.isValidSignature(signature, for: message)
  }

  /// Whether a signature says it is this key's.
  func made(_ signature: NoteSignature) -> Bool {
    keyID == signature.keyID && name.utf8.elementsEqual(signature.name.utf8)
  }
}
