import Bytes

/// A checkpoint's text taken apart as leniently as readers of many logs do: a root of any length and
/// whatever follows it.
///
/// ``Checkpoint`` is what Sojourn itself trusts and writes.
public struct CheckpointText: Equatable, Sendable {
  /// The log's name.
  public let origin: String
  /// How many leaves the tree has.
  public let size: Int
  /// The root's bytes.
  public let root: [UInt8]
  /// What follows the third line.
  public let rest: [UInt8]

  /// Takes a note's text apart.
  ///
  /// - Throws: ``CheckpointError`` where its first three lines are no checkpoint's.
  public init(_ text: Span<UInt8>) throws(CheckpointError) {
    var ends: [Int] = []
    for index in text.indices where text[index] == 0x0A && ends.count < 3 { ends.append(index) }
    guard ends.count == 3 else { throw .tooFewLines(found: ends.count) }
    guard ends[0] > 0 else { throw .emptyOrigin }
    guard let origin = String(validating: Array(bytes: text.extracting(0..<ends[0])), as: UTF8.self)
    else {
      throw .notUTF8
    }
    guard let size = text.extracting((ends[0] + 1)..<ends[1]).canonicalDecimal() else {
      throw .badSize
    }
    guard let root = [UInt8](base64: text.extracting((ends[1] + 1)..<ends[2])) else {
      throw .badRoot
    }
    self.origin = origin
    self.size = size
    self.root = root
    rest = Array(bytes: text.extracting((ends[2] + 1)..<text.count))
  }
}

extension Span<UInt8> {
  /// The number in decimal digits without leading zeros that fills the bytes; nil for anything else
  /// and beyond 63 bits.
  func canonicalDecimal() -> Int? {
    guard let value = unsignedInteger(), count == 1 || self[0] != 0x30 else { return nil }
    return Int(exactly: value)
  }
}
