import Bytes

/// What a log says of its tree at one size: the text that it signs (C2SP tlog-checkpoint).
///
/// ```
/// example.com/log        the origin: the log's name
/// 123                    how many leaves the tree has
/// CsUYapGG…=             the root's 32 bytes in base 64
/// …                      extension lines, none of them empty
/// ```
public struct Checkpoint: Equatable, Sendable {
  /// The log's name.
  public let origin: String
  /// How many leaves the tree has.
  public let size: Int
  /// The tree's root.
  public let root: MerkleHash
  /// The lines after the third, without their ends.
  public let extensions: [String]

  /// A checkpoint by its parts.
  ///
  /// - Throws: ``CheckpointError`` where a line would be empty or would not be one line.
  public init(
    origin: String, size: Int, root: MerkleHash, extensions: [String] = []
  ) throws(CheckpointError) {
    guard !origin.isEmpty, !origin.utf8.contains(0x0A) else { throw .emptyOrigin }
    guard size >= 0 else { throw .badSize }
    for (index, line) in extensions.enumerated() where line.isEmpty || line.utf8.contains(0x0A) {
      throw .emptyExtension(line: index + 4)
    }
    self.origin = origin
    self.size = size
    self.root = root
    self.extensions = extensions
  }

  /// The checkpoint in a note's text.
  ///
  /// - Throws: ``CheckpointError`` where that is none.
  public init(text: Span<UInt8>) throws(CheckpointError) {
    let lenient = try CheckpointText(text)
    guard let root = MerkleHash(lenient.root.span) else {
      throw .badRootLength(found: lenient.root.count)
    }
    guard let rest = String(validating: lenient.rest, as: UTF8.self) else { throw .notUTF8 }
    guard rest.isEmpty || rest.utf8.last == 0x0A else { throw .tooFewLines(found: 3) }
    var lines = rest.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    lines.removeLast()
    try self.init(
      origin: lenient.origin, size: lenient.size, root: root,
      extensions: lines.map { String(Substring($0)) })
  }

  /// The checkpoint of a note that known keys signed.
  ///
  /// - Parameter origin: the log it must be of; any where nil.
  /// - Throws: ``NoteError`` where the note is not to be trusted, ``CheckpointError`` where it holds no
  ///   checkpoint, or another log's.
  public init(
    note: Span<UInt8>, verifiedBy verifiers: [NoteVerifier], origin: String? = nil
  ) throws {
    let verified = try SignedNote(parsing: note).verified(by: verifiers)
    try self.init(text: verified.text.span)
    if let origin, !origin.utf8.elementsEqual(self.origin.utf8) {
      throw CheckpointError.otherOrigin
    }
  }

  /// The text to be signed.
  public var text: [UInt8] {
    var text = Array(origin.utf8)
    text.append(0x0A)
    text.append(decimal: size)
    text.append(0x0A)
    text.append(base64: root.bytes.span)
    text.append(0x0A)
    for line in extensions {
      text += line.utf8
      text.append(0x0A)
    }
    return text
  }

  /// The checkpoint as a note.
  ///
  /// - Throws: ``NoteError`` where a line holds what no note may.
  public func signed(by signer: NoteSigner) throws(NoteError) -> SignedNote {
    try SignedNote(text: text, signedBy: [signer])
  }
}
