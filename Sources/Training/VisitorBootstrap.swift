import Bytes

/// How visitors are drawn to tell what chance may have moved a figure by.
///
/// A visitor counts as often in a draw as a Poisson variable of mean 1 says, which for many visitors is
/// as good as drawing with replacement (Chamandy et al. 2012, "Estimating uncertainty for massive data
/// streams"). The variable is a function of the visitor's hash, the draw and the seed: no order and
/// no other visitor has a part in it.
public struct VisitorBootstrap: Equatable, Sendable {
  /// How many draws there are.
  public var replicates: Int
  /// Sets these draws apart from those of another seed.
  public var seed: UInt64

  /// A bootstrap of `replicates` draws.
  public init(replicates: Int = 200, seed: UInt64 = 0x736F_6A6F_7572_6E) {
    self.replicates = replicates
    self.seed = seed
  }

  /// How often a visitor counts in a draw.
  public func count(visitor: UInt64, replicate: Int) -> Int {
    let draw = SplitMix.mix(seed &+ UInt64(replicate) &* 0x9E37_79B9_7F4A_7C15)
    let bits = SplitMix.mix(visitor ^ draw)
    return VisitorBootstrap.upTo.firstIndex { bits < $0 } ?? VisitorBootstrap.upTo.count
  }

  /// The chance of at most 0, 1, 2, … at mean 1, in parts of 2^64; what lies above is too rare to
  /// be told from 1.
  private static let upTo: [UInt64] = {
    var chance = 0.36787944117144233
    var sum = chance
    var bounds: [UInt64] = []
    while sum < 1 - 0x1p-50, bounds.count < 30 {
      bounds.append(UInt64(sum * 0x1p64))
      chance /= Double(bounds.count)
      sum += chance
    }
    return bounds
  }()
}

/// A visitor of an example, identified by a hash of the visitor's bytes, never by a place.
public func visitorHash(_ visitor: Span<UInt8>) -> UInt64 {
  murmurHash3x128(visitor, seed: 0x626F_6F74).0
}
