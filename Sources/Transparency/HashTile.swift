/// A tile of a Merkle tree: up to 256 neighbouring hashes of every eighth level (C2SP tlog-tiles).
///
/// A tile of level L holds the roots of perfect subtrees over 256^L leaves each: level 0 holds the
/// leaves' own hashes, level 1 the roots over 256 leaves. A tile with fewer than 256 hashes is the
/// last of its level, and grows.
public struct HashTile: Hashable, Sendable {
  /// How many levels of the tree one tile spans.
  public static let height = 8
  /// How many hashes a complete tile holds.
  public static let width = 1 << height

  /// The tile's level, 0 for the leaves'.
  public let level: Int
  /// Where it stands among the tiles of its level, from 0.
  public let index: Int
  /// How many hashes it holds, 1 to 256.
  public let count: Int

  /// A tile by its level, its index and how many hashes it holds.
  public init(level: Int, index: Int, count: Int = HashTile.width) {
    self.level = level
    self.index = index
    self.count = count
  }

  /// Whether the tile is full, so that it never changes again.
  public var isComplete: Bool { count == HashTile.width }

  /// How many hashes the tiles of a level hold together in a tree of `size` leaves.
  public static func hashCount(level: Int, size: Int) -> Int {
    level * height >= Int.bitWidth ? 0 : size >> (level * height)
  }

  /// A tile as it stands in a tree of `size` leaves; nil where that tree does not reach it.
  public static func inTree(of size: Int, level: Int, index: Int) -> HashTile? {
    let rest = hashCount(level: level, size: size) - index * width
    return rest > 0 ? HashTile(level: level, index: index, count: min(rest, width)) : nil
  }

  /// The tiles that are new or hold more hashes once a tree of `oldSize` leaves has grown to
  /// `newSize`, each as it then stands; the lowest level first, in each from the left.
  ///
  /// - Parameter lowestLevel: tiles below are left out, for a keeper that makes those of level 0 from
  ///   the entries.
  public static func changed(
    from oldSize: Int, to newSize: Int, lowestLevel: Int = 0
  ) -> [HashTile] {
    precondition(0 <= oldSize && oldSize <= newSize, "a tree of \(oldSize) grows to \(newSize)")
    var tiles: [HashTile] = []
    var level = lowestLevel
    while hashCount(level: level, size: newSize) > 0 {
      let old = hashCount(level: level, size: oldSize)
      let new = hashCount(level: level, size: newSize)
      for index in (old / width)..<((new + width - 1) / width) where new > old {
        tiles.append(HashTile(level: level, index: index, count: min(width, new - index * width)))
      }
      level += 1
    }
    return tiles
  }
}
