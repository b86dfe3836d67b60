import Bytes
import FoundationEssentials
import Training
import Workspace

/// Examples as they were read, in one file that is mapped into memory: private, and made anew whenever
/// what it was made of has changed.
///
/// ```
/// 8 bytes   SOJEXA01
/// u64       length of the key, then the key as JSON, then zeros up to a multiple of 64
/// blocks    one after the other (ExampleBlock), each padded to a multiple of 64
/// 8 bytes   SOJEXEND
/// ```
/// All little-endian. The key has what the rows hang on: each file's path, inode, size and time, and
/// how it was read.
struct ExampleCache {
  /// What the rows hang on.
  struct Key: Codable, Equatable {
    /// The version of the file's form.
    var version = 1
    /// How the files were read.
    var reading: [String]
    /// The files, those of labels last.
    var inputs: [FileIdentity]
    /// How many outcomes a row has labels of.
    var outcomes: Int
  }

  private static let magic = Array("SOJEXA01".utf8)
  private static let end = Array("SOJEXEND".utf8)
  private static let alignment = 64

  let path: String

  /// The examples of the file; nil where it is missing, was made of other files, or is damaged.
  func read(_ key: Key) -> (blocks: ExampleBlocks, outcomes: Int)? {
    guard FileIdentity(path: path) != nil, let file = try? MappedFile(path) else { return nil }
    let bytes = unsafe file.bytes
    guard bytes.count >= 24,
      unsafe bytes.prefix(8).elementsEqual(ExampleCache.magic),
      unsafe bytes.suffix(8).elementsEqual(ExampleCache.end)
    else { return nil }
    let length = unsafe Int(
      truncatingIfNeeded: UInt64(littleEndian: bytes.load(fromByteOffset: 8, as: UInt64.self)))
    guard length > 0, length <= bytes.count - 24,
      let found = try? JSONDecoder().decode(Key.self, from: unsafe Data(bytes[16..<(16 + length)])),
      found.matches(key)
    else { return nil }
    var blocks = ExampleBlocks()
    var offset = ExampleCache.padded(16 + length)
    while offset < bytes.count - 8 {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset..<(bytes.count - 8)])
      guard let block = try? unsafe ExampleBlock(rest, keptBy: file) else { return nil }
      blocks.append(block)
      if blocks.blocks.count % ExampleBlocks.blocksAtOnce == 0 { file.release() }
      offset += ExampleCache.padded(block.byteCount)
    }
    guard offset == bytes.count - 8 else { return nil }
    file.release()
    blocks.release = { file.release() }
    return (blocks, found.outcomes)
  }

  /// Writes the file, which appears whole or not at all.
  ///
  /// - Parameter fill: hands over the blocks.
  func write(
    _ key: Key, _ fill: ((ExampleBlock) throws -> Void) throws -> Void
  ) throws {
    let file = try AtomicFile(path, mode: 0o600)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = try encoder.encode(key)
    var head = ExampleCache.magic
    for byte in 0..<8 { head.append(UInt8(truncatingIfNeeded: text.count >> (8 * byte))) }
    head.append(contentsOf: text)
    head.append(contentsOf: [UInt8](repeating: 0, count: ExampleCache.padding(head.count)))
    try file.write(head.span)
    try fill { block in
      try unsafe block.withBytes { bytes in
        try unsafe file.write(Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
      }
      try file.write([UInt8](repeating: 0, count: ExampleCache.padding(block.byteCount)).span)
    }
    try file.write(ExampleCache.end.span)
    try file.publish()
  }

  private static func padding(_ count: Int) -> Int { padded(count) - count }
  private static func padded(_ count: Int) -> Int { (count + alignment - 1) & ~(alignment - 1) }
}

extension ExampleCache.Key {
  /// Whether rows of this key are those of another, which does not know yet how many outcomes they have.
  fileprivate func matches(_ other: ExampleCache.Key) -> Bool {
    var other = other
    other.outcomes = outcomes
    return self == other
  }
}
