import Bytes

/// What the text forms of a verifier's and of a signer's key share (C2SP signed-note).
enum NoteKey {
  /// The byte that stands for Ed25519, before a key and in what is hashed.
  static let ed25519: UInt8 = 1
  /// How many bytes a public key has, and the seed of a private one.
  static let keyByteCount = 32

  /// Whether a name can be a key's: not empty, and without Unicode's spaces and `+`.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && !name.unicodeScalars.contains {
        $0 == "+" || $0.properties.isWhitespace || $0.value < 0x20
      }
  }

  /// The first four bytes of the hash of a name, a line end, the kind and the public key.
  static func id(name: String, publicKey: [UInt8]) -> UInt32 {
    var message = Array(name.utf8)
    message.append(0x0A)
    message.append(ed25519)
    message += publicKey
    return MerkleHash.plain(message.span).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Takes `name+hash+key` apart; the key comes without its kind.
  static func parse(
    _ text: Substring
  ) throws(NoteKeyError) -> (name: String, id: UInt32, key: [UInt8]) {
    let parts = text.utf8.split(
      separator: 0x2B, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].count == 8 else { throw .malformed }
    let name = String(Substring(parts[0]))
    var id: UInt32 = 0
    for digit in parts[1] {
      guard let value = lowerHexValue(digit) else { throw .malformed }
      id = id << 4 | UInt32(value)
    }
    guard let bytes = [UInt8](base64: Array(parts[2]).span), let kind = bytes.first else {
      throw .malformed
    }
    guard isName(name) else { throw .badName }
    guard kind == ed25519 else { throw .unknownAlgorithm(kind) }
    guard bytes.count == 1 + keyByteCount else {
      throw .badKeyLength(found: bytes.count - 1, expected: keyByteCount)
    }
    return (name, id, Array(bytes.dropFirst()))
  }

  /// The text `name+hash+key`.
  static func text(name: String, id: UInt32, key: [UInt8]) -> String {
    var text = Array(name.utf8)
    text.append(0x2B)
    for shift in stride(from: 28, through: 0, by: -4) {
      text.append(hexDigit(UInt8(truncatingIfNeeded: id >> UInt32(shift)) & 15))
    }
    text.append(0x2B)
    text.append(base64: ([ed25519] + key).span)
    return String(decoding: text, as: UTF8.self)
  }
}
