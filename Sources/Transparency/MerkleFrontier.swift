import Bytes

/// A Merkle tree that only grows and only tells its root: the roots of its perfect subtrees.
///
/// Holds one hash for each bit that is set in the tree's size; an append costs one node on average.
/// Its bytes are the size as 8 bytes, big-endian, and the subtrees' roots from the left.
public struct MerkleFrontier: Equatable, Sendable {
  /// How many leaves there are.
  public private(set) var size: Int
  /// The perfect subtrees' roots, from the left, the largest first.
  private var peaks: [MerkleHash]

  /// The tree without leaves.
  public init() {
    size = 0
    peaks = []
  }

  init(size: Int, peaks: [MerkleHash]) {
    precondition(size.nonzeroBitCount == peaks.count, "\(peaks.count) peaks for \(size) leaves")
    self.size = size
    self.peaks = peaks
  }

  /// The tree's root.
  public var root: MerkleHash { TreeShape.root(ofPeaks: peaks) }

  /// Appends the hash of the next leaf (``MerkleHash/leaf(_:)``).
  public mutating func append(_ leaf: MerkleHash) {
    var node = leaf
    for _ in 0..<(~size).trailingZeroBitCount { node = .node(peaks.removeLast(), node) }
    peaks.append(node)
    size += 1
  }

  /// The frontier as bytes, to be kept between appends.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for shift in stride(from: 56, through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: size >> shift))
    }
    for peak in peaks { peak.append(to: &bytes) }
    return bytes
  }

  /// The frontier that bytes hold; nil where they are none.
  public init?(bytes: Span<UInt8>) {
    guard bytes.count >= 8 else { return nil }
    var size: UInt64 = 0
    for index in 0..<8 { size = size << 8 | UInt64(bytes[index]) }
    guard let count = Int(exactly: size),
      bytes.count == 8 + count.nonzeroBitCount * MerkleHash.byteCount
    else { return nil }
    var peaks: [MerkleHash] = []
    for start in stride(from: 8, to: bytes.count, by: MerkleHash.byteCount) {
      guard let peak = MerkleHash(bytes.extracting(start..<(start + MerkleHash.byteCount))) else {
        return nil
      }
      peaks.append(peak)
    }
    self.init(size: count, peaks: peaks)
  }
}
