import Bytes

extension TLogProof {
  /// The proof in a text; the checkpoint in it is not looked at.
  ///
  /// - Throws: ``TLogProofError`` where the text is no proof.
  public init(_ text: Span<UInt8>) throws(TLogProofError) {
    var lines = ProofLines(text: text.count)
    guard let first = lines.next(text), text.extracting(first).equals(TLogProof.format) else {
      throw .unknownFormat
    }
    var line = lines.next(text)
    var extra: [UInt8]?
    if let range = line, let value = text.extracting(range).dropping("extra ") {
      guard let bytes = [UInt8](base64: text.extracting(range).extracting(value)) else {
        throw .badExtra(line: lines.count)
      }
      extra = bytes
      line = lines.next(text)
    }
    guard let range = line, let value = text.extracting(range).dropping("index "),
      let index = text.extracting(range).extracting(value).canonicalDecimal()
    else { throw .badIndex(line: lines.count) }
    var hashes: [MerkleHash] = []
    while true {
      guard let range = lines.next(text) else { throw .noCheckpoint }
      guard !range.isEmpty else { break }
      guard let hash = MerkleHash(base64: text.extracting(range)) else {
        throw .badHash(line: lines.count)
      }
      guard hashes.count < TLogProof.maximumHashes else {
        throw .tooManyHashes(limit: TLogProof.maximumHashes)
      }
      hashes.append(hash)
    }
    self.index = index
    self.hashes = hashes
    self.extra = extra
    checkpoint = Array(bytes: text.extracting(lines.position..<text.count))
  }

  /// The proof's text.
  public var text: [UInt8] {
    var text = Array(TLogProof.format.utf8)
    if let extra {
      text.append("\nextra ")
      text.append(base64: extra.span)
    }
    text.append("\nindex ")
    text.append(decimal: index)
    for hash in hashes {
      text.append(0x0A)
      text.append(base64: hash.bytes.span)
    }
    text.append("\n\n")
    return text + checkpoint
  }
}

/// Walks the lines of a text; one without an end is none.
private struct ProofLines {
  private(set) var position = 0
  private(set) var count = 0
  private let end: Int

  init(text length: Int) {
    end = length
  }

  mutating func next(_ text: Span<UInt8>) -> Range<Int>? {
    count += 1
    for index in position..<end where text[index] == 0x0A {
      defer { position = index + 1 }
      return position..<index
    }
    return nil
  }
}

extension Span<UInt8> {
  fileprivate func equals(_ text: String) -> Bool {
    guard count == text.utf8.count else { return false }
    return dropping(text) != nil
  }

  /// Where what follows `mark` stands; nil unless the bytes begin with it.
  fileprivate func dropping(_ mark: String) -> Range<Int>? {
    guard count >= mark.utf8.count else { return nil }
    for (index, byte) in mark.utf8.enumerated() where self[index] != byte { return nil }
    return mark.utf8.count..<count
  }
}
