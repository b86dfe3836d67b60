import Crypto
import FoundationEssentials

/// A private key that signs notes under a name.
///
/// Its text form is `PRIVATE+KEY+name+hash+key`, the key being a byte for its kind and the 32 bytes of
/// an Ed25519 seed in base 64; the hash is that of the verifier (golang.org/x/mod/sumdb/note).
public struct NoteSigner: Sendable {
  /// The public key that checks what this one signs.
  public let verifier: NoteVerifier
  private let key: Curve25519.Signing.PrivateKey

  private static let mark = "PRIVATE+KEY+"

  /// A signer by its text form.
  ///
  /// - Throws: ``NoteKeyError`` for any text but the one that ``secretText`` gives.
  public init(secretText text: String) throws(NoteKeyError) {
    guard text.utf8.starts(with: NoteSigner.mark.utf8) else { throw .malformed }
    let (name, id, seed) = try NoteKey.parse(text.dropFirst(NoteSigner.mark.count))
    try self.init(name: name, seed: seed)
    guard verifier.keyID == id else { throw .otherKeyID }
  }

  /// A signer by its name and the 32 bytes of an Ed25519 seed.
  ///
  /// - Throws: ``NoteKeyError`` for a name that cannot be one, and a seed of another length.
  public init(name: String, seed: [UInt8]) throws(NoteKeyError) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
      throw .badKeyLength(found: seed.count, expected: NoteKey.keyByteCount)
    }
    self.key = key
    verifier = try NoteVerifier(name: name, publicKey: Array(key.publicKey.rawRepresentation))
  }

  /// A signer with a new key from the system's generator.
  ///
  /// - Throws: ``NoteKeyError`` for a name that cannot be one.
  public static func new(name: String) throws(NoteKeyError) -> NoteSigner {
    let key = Curve25519.Signing.PrivateKey()
    return try NoteSigner(name: name, seed: Array(key.rawRepresentation))
  }

  /// The signer's text form.
  ///
  /// It is a secret: whoever has it can sign.
  public var secretText: String {
    NoteSigner.mark
      + NoteKey.text(
        name: verifier.name, id: verifier.keyID, key: Array(key.rawRepresentation))
  }

  /// The signature over a note's text, always the same (RFC 8032).
  func signature(over text: [UInt8]) throws(NoteError) -> NoteSignature {
    guard let bytes = try? key.signature(for: text) else { throw .cannotSign }
    return NoteSignature(name: verifier.name, keyID: verifier.keyID, bytes: Array(bytes))
  }
}
