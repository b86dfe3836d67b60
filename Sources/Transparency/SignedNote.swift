import Bytes

/// A text signed by one or more keys (C2SP signed-note), not yet trusted.
///
/// The text ends with a line end; an empty line and a line for each signature follow. The last empty
/// line parts the two, so the text may have others.
public struct SignedNote: Equatable, Sendable {
  /// The text with its last line end.
  public let text: [UInt8]
  /// The signatures as they stand there.
  public let signatures: [NoteSignature]
  /// Notes with more signatures are refused.
  public static let maximumSignatures = 100

  /// Signs a text.
  ///
  /// - Throws: ``NoteError`` for a text that can be no note's.
  public init(text: [UInt8], signedBy signers: [NoteSigner]) throws(NoteError) {
    try SignedNote.check(text.span)
    guard text.last == 0x0A else { throw .textWithoutLineEnd }
    self.text = text
    var signatures: [NoteSignature] = []
    for signer in signers { signatures.append(try signer.signature(over: text)) }
    self.signatures = signatures
  }

  /// Takes a note apart; checks its form and no signature.
  ///
  /// - Throws: ``NoteError`` where the bytes are no note.
  public init(parsing bytes: Span<UInt8>) throws(NoteError) {
    try SignedNote.check(bytes)
    guard let end = SignedNote.endOfText(bytes), end + 1 < bytes.count,
      bytes[bytes.count - 1] == 0x0A
    else { throw .noSignatures }
    var signatures: [NoteSignature] = []
    let lines = Array(bytes: bytes.extracting((end + 1)..<(bytes.count - 1)))
      .split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard index < SignedNote.maximumSignatures else {
        throw .tooManySignatures(limit: SignedNote.maximumSignatures)
      }
      guard let signature = NoteSignature(line: line) else { throw .badSignatureLine(index + 1) }
      signatures.append(signature)
    }
    self.text = Array(bytes: bytes.extracting(0..<end))
    self.signatures = signatures
  }

  /// The note as it is stored and passed on.
  public var bytes: [UInt8] {
    var bytes = text
    bytes.append(0x0A)
    for signature in signatures { signature.append(to: &bytes) }
    return bytes
  }

  /// Makes sure that known keys signed the note.
  ///
  /// Signatures of other keys are passed over. A known key's must all hold, the first of each being
  /// looked at; and there must be one.
  ///
  /// - Throws: ``NoteError`` where the note is not to be trusted.
  public func verified(by verifiers: [NoteVerifier]) throws(NoteError) -> VerifiedNote {
    var seen: [NoteSignature] = []
    var verified: [NoteSignature] = []
    var unverified: [NoteSignature] = []
    for signature in signatures {
      let known = verifiers.filter { $0.made(signature) }
      guard let verifier = known.first else {
        if !unverified.contains(signature) { unverified.append(signature) }
        continue
      }
      guard known.count == 1 else {
        throw .ambiguousKey(name: signature.name, keyID: signature.keyID)
      }
      guard !seen.contains(where: { $0.isBySameKey(as: signature) }) else { continue }
      seen.append(signature)
      guard verifier.isValid(signature.bytes, for: text) else {
        throw .invalidSignature(name: signature.name, keyID: signature.keyID)
      }
      verified.append(signature)
    }
    guard !verified.isEmpty else { throw .noKnownKey }
    return VerifiedNote(text: text, verified: verified, unverified: unverified)
  }

  /// Where the text ends: after the line end before the last empty line.
  private static func endOfText(_ bytes: Span<UInt8>) -> Int? {
    var index = bytes.count - 2
    while index >= 0 {
      if bytes[index] == 0x0A, bytes[index + 1] == 0x0A { return index + 1 }
      index -= 1
    }
    return nil
  }

  private static func check(_ bytes: Span<UInt8>) throws(NoteError) {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let length = byte < 0x80 ? 1 : bytes.utf8SequenceLength(at: index)
      guard length > 0, byte >= 0x20 || byte == 0x0A else { throw .badText(offset: index) }
      index += length
    }
  }
}

/// The text of a note whose signatures were checked.
public struct VerifiedNote: Equatable, Sendable {
  /// The text with its last line end.
  public let text: [UInt8]
  /// The signatures of known keys, one a key.
  public let verified: [NoteSignature]
  /// The signatures of other keys, which say nothing.
  public let unverified: [NoteSignature]
}
