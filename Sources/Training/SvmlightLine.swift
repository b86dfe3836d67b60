import Bytes
package import Features

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

extension SvmlightError {
  /// The error of a line that has `lines` others before it, of which it was not known.
  package func moved(by lines: Int) -> SvmlightError {
    switch self {
    case .badLabel(let line): .badLabel(line: line + lines)
    case .badEntry(let line): .badEntry(line: line + lines)
    case .badIndex(let line, let allowed): .badIndex(line: line + lines, allowed: allowed)
    case .repeatedIndex(let line): .repeatedIndex(line: line + lines)
    case .lineTooLong(let line, let limit): .lineTooLong(line: line + lines, limit: limit)
    }
  }
}

/// Reads a line in the svmlight format, plainly: what ``SvmlightText`` must come to, fast.
///
/// A line is a label, then `index:value` pairs parted by spaces, then perhaps `#` and a comment; a
/// `qid:` is passed over. Labels 1 and +1 are achieved, -1 and 0 are not. Indices are slots as they
/// stand and may be in any order.
package struct SvmlightLine {
  /// The features of the line that was read last, their slots rising.
  package private(set) var features = SparseVector()
  private let maximumIndex: UInt32
  private var pairs: [(slot: UInt32, value: Float)] = []

  /// A reader that refuses indices above `maximumIndex`.
  package init(maximumIndex: UInt32) {
    self.maximumIndex = maximumIndex
  }

  /// Reads a line.
  ///
  /// - Returns: the label; nil where the line has none, and so no example.
  /// - Throws: ``SvmlightError``, naming `number`.
  package mutating func read(_ line: Span<UInt8>, number: Int) throws(SvmlightError) -> Bool? {
    let end = line.firstIndex(of: 0x23) ?? line.count
    var position = 0
    guard let labelWord = nextWord(line, &position, end) else { return nil }
    let label = try label(line.extracting(labelWord), number)
    pairs.removeAll(keepingCapacity: true)
    while let word = nextWord(line, &position, end) {
      try take(line.extracting(word), number)
    }
    pairs.sort { $0.slot < $1.slot }
    features.removeAll()
    for pair in pairs {
      guard features.slots.last != pair.slot else { throw .repeatedIndex(line: number) }
      features.slots.append(pair.slot)
      features.values.append(pair.value)
    }
    return label
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
    pairs.append((UInt32(index), value))
  }
}

/// The next run of bytes that are neither spaces, tabs nor returns, before `end`.
private func nextWord(_ line: Span<UInt8>, _ position: inout Int, _ end: Int) -> Range<Int>? {
  func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
  while position < end, isBlank(line[position]) { position += 1 }
  guard position < end else { return nil }
  let start = position
  while position < end, !isBlank(line[position]) { position += 1 }
  return start..<position
}
