import Bytes

/// One signature of a note, by whatever key.
///
/// Its line is an em dash, a space, the key's name, a space, and in base 64 the key's id, 4 bytes
/// big-endian, and the signature (C2SP signed-note).
public struct NoteSignature: Equatable, Sendable {
  /// The name of the key that it says it was made by.
  public let name: String
  /// The id of that key.
  public let keyID: UInt32
  /// The signature itself.
  public let bytes: [UInt8]

  private static let mark = Array("\u{2014} ".utf8)

  init(name: String, keyID: UInt32, bytes: [UInt8]) {
    self.name = name
    self.keyID = keyID
    self.bytes = bytes
  }

  /// A signature by its line without the line end, which is UTF-8; nil where it is none.
  init?(line: ArraySlice<UInt8>) {
    guard line.starts(with: NoteSignature.mark) else { return nil }
    let parts = line.dropFirst(NoteSignature.mark.count).split(
      separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let bytes = [UInt8](base64: Array(parts[1]).span), bytes.count > 4
    else { return nil }
    name = String(decoding: parts[0], as: UTF8.self)
    guard NoteKey.isName(name) else { return nil }
    keyID = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    self.bytes = Array(bytes.dropFirst(4))
  }

  /// Appends the signature's line.
  func append(to text: inout [UInt8]) {
    text += NoteSignature.mark
    text += name.utf8
    text.append(0x20)
    var content: [UInt8] = []
    for shift in stride(from: 24, through: 0, by: -8) {
      content.append(UInt8(truncatingIfNeeded: keyID >> UInt32(shift)))
    }
    content += bytes
    text.append(base64: content.span)
    text.append(0x0A)
  }

  /// Whether two signatures name the same key.
  func isBySameKey(as other: NoteSignature) -> Bool {
    keyID == other.keyID && name.utf8.elementsEqual(other.name.utf8)
  }
}
