/// Why text is no key of signed notes.
///
/// Never holds any of the text, which may be a secret.
public enum NoteKeyError: Error, Equatable {
  /// The parts are not `name+hash+key`, or a signer's do not begin with `PRIVATE+KEY+`.
  case malformed
  /// The name is empty or holds a space or `+`.
  case badName
  /// The key's kind, its first byte, is not 1 (Ed25519).
  case unknownAlgorithm(UInt8)
  /// The key is not as long as an Ed25519 key.
  case badKeyLength(found: Int, expected: Int)
  /// The hash is not that of the name and the key.
  case otherKeyID
}
