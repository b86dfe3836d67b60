import Bytes
import Workspace

/// The part of a content that has been read before: up to the end of a line, and perhaps a last line
/// that had no end then.
package struct KnownPart: Equatable {
  /// How many bytes, up to the end of a line.
  package var bytes = 0
  /// How many lines they are.
  package var lines = 0
  /// The line that stood after them without an end.
  package var tail: SeenContent.Tail?
  /// Whether lines that begin with `#` are handed on all the same, since they say what later lines
  /// hold.
  package var keepsDirectives = false
  /// After how many bytes of the content nothing more is handed on; nil for all.
  package var end: Int?

  package init(
    bytes: Int = 0, lines: Int = 0, tail: SeenContent.Tail? = nil, keepsDirectives: Bool = false,
    end: Int? = nil
  ) {
    self.bytes = bytes
    self.lines = lines
    self.tail = tail
    self.keepsDirectives = keepsDirectives
    self.end = end
  }

  /// How many bytes of a block of so many, which stands at `offset` of the content, come before the
  /// known part's end.
  package func limit(_ count: Int, at offset: Int) -> Int {
    end.map { min(max($0 - offset, 0), count) } ?? count
  }
}

/// Cuts the known part off a content as its blocks pass.
package struct KnownPartCutter {
  private let known: KnownPart
  private var directives: LineSplitter?
  private var firstLine: [UInt8]?
  private var directiveCount = 0
  private var hasPassedTail = false

  package init(_ known: KnownPart) {
    self.known = known
    directives = known.keepsDirectives && known.bytes > 0 ? LineSplitter() : nil
    firstLine = known.tail == nil ? nil : []
  }

  /// How many lines of the content come before what is handed on next, less those handed on before.
  package var passedOver: Int { known.lines + (hasPassedTail ? 1 : 0) - directiveCount }

  /// Hands on what of a block, which stands at `offset` of the content, is not known.
  ///
  /// - Parameter body: takes bytes, and by how much the number of a line that begins in them is greater
  ///   than that of the lines handed on so far.
  package mutating func cut(
    _ block: Span<UInt8>, at offset: Int, _ body: (Span<UInt8>, Int) throws -> Void
  ) throws {
    let start = min(max(known.bytes - offset, 0), block.count)
    if start > 0 { try cutDirectives(block.extracting(0..<start), body) }
    let rest = block.extracting(start..<block.count)
    guard var line = firstLine else { return rest.count > 0 ? try body(rest, passedOver) : () }
    let end = rest.firstIndex(of: 0x0A) ?? rest.count
    line.append(rest.extracting(0..<end))
    // A line that goes on in the next block waits for it, as long as it may be the known one.
    guard end < rest.count || line.count > longestTail else {
      firstLine = line
      return
    }
    firstLine = nil
    hasPassedTail = isKnown(tail: line.span)
    if !hasPassedTail { try body(line.span, passedOver) }
    let next = hasPassedTail ? end + 1 : end
    if next < rest.count { try body(rest.extracting(next..<rest.count), passedOver) }
  }

  /// Hands on the line that still has no end, unless it is known.
  package mutating func finish(_ body: (Span<UInt8>, Int) throws -> Void) throws {
    guard let line = firstLine, !line.isEmpty else { return }
    hasPassedTail = isKnown(tail: line.span)
    if !hasPassedTail { try body(line.span, passedOver) }
  }

  /// Hands on the lines of the known part that say what later lines hold.
  private mutating func cutDirectives(
    _ block: Span<UInt8>, _ body: (Span<UInt8>, Int) throws -> Void
  ) throws {
    var handedOn = directiveCount
    try directives?.split(block) { line, number in
      guard line.count > 0, line[0] == 0x23 else { return }
      try body((Array(bytes: line) + [0x0A]).span, number - 1 - handedOn)
      handedOn += 1
    }
    directiveCount = handedOn
  }

  /// Whether a line is the one that stood at the end without an end of its own, of which nothing but a
  /// CR may have come since.
  private func isKnown(tail line: Span<UInt8>) -> Bool {
    guard let tail = known.tail else { return false }
    let hasReturn = line.count == tail.bytes + 1 && line[tail.bytes] == 0x0D
    guard line.count == tail.bytes || hasReturn else { return false }
    return ContentDigest.of(Array(bytes: line.extracting(0..<tail.bytes))) == tail.digest
  }

  /// How many bytes the known last line has at most, with a CR.
  private var longestTail: Int { (known.tail?.bytes ?? 0) + 1 }
}
