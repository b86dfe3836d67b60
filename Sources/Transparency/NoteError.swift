/// Why bytes are no signed note, or a note is not to be trusted.
///
/// Never holds any of its text.
public enum NoteError: Error, Equatable {
  /// The bytes are not UTF-8, or hold a control character other than the line end.
  case badText(offset: Int)
  /// There is no empty line with signatures after it, or the last line does not end.
  case noSignatures
  /// A line after the last empty one is no signature; counted from 1 among those.
  case badSignatureLine(Int)
  /// There are more signatures than are read.
  case tooManySignatures(limit: Int)
  /// Text to be signed does not end with a line end.
  case textWithoutLineEnd
  /// Two known keys have one name and one id, so that it is not clear which signed.
  case ambiguousKey(name: String, keyID: UInt32)
  /// The signature of a known key is not its own or is not over this text.
  case invalidSignature(name: String, keyID: UInt32)
  /// No known key signed the note.
  case noKnownKey
  /// The system could not sign.
  case cannotSign
}
