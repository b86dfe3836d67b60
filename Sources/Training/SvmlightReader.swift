import Bytes
import Features

/// Why a line of ready examples can't be read; each names the line, from 1.
public enum SvmlightError: Error, Equatable {
  /// The label is none of `1`, `+1`, `-1` and `0`.
  case badLabel(line: Int)
  /// An entry is no `index:value` with a finite value.
  case badEntry(line: Int)
  /// An index lies outside the allowed range.
  case badIndex(line: Int, allowed: ClosedRange<UInt32>)
  /// An index stands twice on the line.
  case repeatedIndex(line: Int)
  /// The line is longer than is allowed, in bytes.
  case lineTooLong(line: Int, limit: Int)
}

/// Reads ready examples in the svmlight format, block by block.
///
/// A line is a label, then `index:value` pairs parted by spaces, then perhaps `#` and a comment; a
/// `qid:` is passed over. Labels 1 and +1 are achieved, -1 and 0 are not. Indices are slots as they
/// stand and may be in any order. Lines without a label are passed over.
public struct SvmlightReader: Sendable {
  /// The examples read so far.
  public private(set) var examples = ExampleSet()
  private let maximumIndex: UInt32
  private var lines = LineSplitter()
  private var pairs: [Pair] = []
  private var vector = SparseVector()

  private struct Pair {
    var slot: UInt32
    var value: Float
  }

  /// A reader that refuses indices above `maximumIndex`.
  public init(maximumIndex: UInt32) {
    self.maximumIndex = maximumIndex
  }

  /// Reads the next block of bytes.
  ///
  /// - Throws: ``SvmlightError``.
  public mutating func read(_ block: Span<UInt8>) throws {
    try splitting { (lines, body) in try lines.split(block, body) }
  }

  /// Reads the last line where it had no line feed.
  ///
  /// - Throws: ``SvmlightError``.
  public mutating func finish() throws {
    try splitting { (lines, body) in try lines.finish(body) }
  }

  private mutating func splitting(
    _ work: (inout LineSplitter, (Span<UInt8>, Int) throws -> Void) throws -> Void
  ) throws {
    var splitter = lines
    defer { lines = splitter }
    do {
      try work(&splitter) { line, number in try read(line: line, number) }
    } catch let error as LineSplitter.LineTooLong {
      throw SvmlightError.lineTooLong(line: error.line, limit: error.limit)
    }
  }

  private mutating func read(line: Span<UInt8>, _ number: Int) throws(SvmlightError) {
    let end = line.firstIndex(of: 0x23) ?? line.count
    var position = 0
    guard let labelWord = nextWord(line, &position, end) else { return }
    let label = try label(line.extracting(labelWord), number)
    pairs.removeAll(keepingCapacity: true)
    while let word = nextWord(line, &position, end) {
      try take(line.extracting(word), number)
    }
    if zip(pairs, pairs.dropFirst()).contains(where: { $0.slot >= $1.slot }) {
      pairs.sort { $0.slot < $1.slot }
    }
    vector.removeAll()
    for pair in pairs {
      guard vector.slots.last != pair.slot else { throw .repeatedIndex(line: number) }
      vector.slots.append(pair.slot)
      vector.values.append(pair.value)
    }
    examples.append(vector, label: label)
  }

  private func label(_ word: Span<UInt8>, _ line: Int) throws(SvmlightError) -> Bool {
    switch word.decimalValue() {
    case 1: return true
    case -1, 0: return false
    default: throw .badLabel(line: line)
    }
  }

  private mutating func take(_ word: Span<UInt8>, _ line: Int) throws(SvmlightError) {
    guard !word.hasPrefix("qid:") else { return }
    guard let colon = word.firstIndex(of: 0x3A),
      let index = word.extracting(0..<colon).unsignedInteger(),
      let number = word.extracting((colon + 1)..<word.count).decimalValue()
    else { throw .badEntry(line: line) }
    let value = Float(number)
    guard value.isFinite else { throw .badEntry(line: line) }
    guard index <= UInt64(maximumIndex) else {
      throw .badIndex(line: line, allowed: 0...maximumIndex)
    }
    pairs.append(Pair(slot: UInt32(index), value: value))
  }
}

/// The next run of bytes that are neither spaces nor tabs, before `end`.
private func nextWord(_ line: Span<UInt8>, _ position: inout Int, _ end: Int) -> Range<Int>? {
  while position < end, line[position] == 0x20 || line[position] == 0x09 { position += 1 }
  guard position < end else { return nil }
  let start = position
  while position < end, line[position] != 0x20, line[position] != 0x09 { position += 1 }
  return start..<position
}
