import Bytes
import Workspace

/// SHA-256 of a content as its blocks pass: of all of it, of what comes before the end of its last
/// whole line, of its head, and of any prefixes that are asked for.
package struct ContentHash {
  /// How many bytes a head has.
  package static let headLimit = 16 << 10

  private var digest = ContentDigest()
  private var head = ContentDigest()
  /// The bytes after the last line feed so far.
  package private(set) var tail: [UInt8] = []
  /// How many bytes have passed.
  package private(set) var bytes = 0
  /// How many whole lines have passed, told by who counts them.
  package var lines = 0
  /// The lengths at which a digest is asked for, ascending.
  private var lengths: ArraySlice<Int>
  /// The digests of the prefixes that were asked for, by length.
  package private(set) var prefixes: [Int: String] = [:]

  /// Whether anything but the bytes' number is asked for.
  private let isDigested: Bool

  /// A hash of no bytes yet.
  ///
  /// - Parameters:
  ///   - prefixLengths: the lengths of prefixes whose digests are asked for.
  ///   - isDigested: whether digests are asked for; bytes alone are counted otherwise.
  package init(prefixLengths: Set<Int> = [], isDigested: Bool = true) {
    self.isDigested = isDigested
    lengths = prefixLengths.filter { $0 > 0 }.sorted()[...]
  }

  /// Takes the next bytes.
  package mutating func update(_ block: Span<UInt8>) {
    guard isDigested else {
      bytes += block.count
      return
    }
    if bytes < ContentHash.headLimit {
      head.update(block.extracting(0..<min(block.count, ContentHash.headLimit - bytes)))
    }
    takePrefixes(block)
    bytes += block.count
    guard let end = block.lastIndex(of: 0x0A) else { return tail.append(block) }
    if !tail.isEmpty {
      let before = tail
      digest.update(before.span)
      tail.removeAll(keepingCapacity: true)
    }
    digest.update(block.extracting(0..<(end + 1)))
    tail.append(block.extracting((end + 1)..<block.count))
  }

  private mutating func takePrefixes(_ block: Span<UInt8>) {
    guard let next = lengths.first, next <= bytes + block.count else { return }
    var running = digest
    running.update(tail.span)
    var done = 0
    while let length = lengths.first, length <= bytes + block.count {
      running.update(block.extracting(done..<(length - bytes)))
      done = length - bytes
      prefixes[length] = running.finish()
      lengths = lengths.dropFirst()
    }
  }

  /// How many bytes come before the end of the last whole line.
  package var wholeBytes: Int { bytes - tail.count }
  /// The digest of what comes before the end of the last whole line.
  package var wholeDigest: String { digest.finish() }
  /// The digest of the head.
  package var headDigest: String { head.finish() }

  /// The digest of all that has passed; empty where none was asked for.
  package var fullDigest: String {
    guard isDigested else { return "" }
    var running = digest
    running.update(tail.span)
    return running.finish()
  }
}

extension Span<UInt8> {
  /// The position of the last byte of a value; nil where there is none.
  fileprivate func lastIndex(of byte: UInt8) -> Int? {
    var index = count
    while index > 0 {
      index -= 1
      if self[index] == byte { return index }
    }
    return nil
  }
}
