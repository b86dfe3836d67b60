import Bytes
import Features

/// The bins of a column's numbers, learned from training rows.
///
/// Where zero is frequent it is a bin of its own, and the other bins hold equal shares of the other
/// numbers: a column whose zeros say "nothing happened" would else lose its bins to them.
public struct TableBins: Codable, Equatable, Sendable {
  /// Whether zero is a bin of its own.
  public var hasZero: Bool
  /// The lower bounds of all bins of the other numbers but the first, rising.
  public var edges: [Double]

  /// From which share of the numbers on zero is a bin of its own.
  static let zeroShare = 1.0 / 32

  /// Bins with bounds.
  public init(hasZero: Bool, edges: [Double]) {
    self.hasZero = hasZero
    self.edges = edges
  }

  /// At most `count` bins, as equal in size as ties allow.
  ///
  /// - Parameters:
  ///   - numbers: the different numbers, rising.
  ///   - counts: how often each is there.
  ///   - count: how many bins there may be, at least 2.
  init(_ numbers: [Double], counts: [Int], count: Int) {
    precondition(count >= 2, "\(count) bins")
    let total = counts.reduce(0, +)
    let zeros = zip(numbers, counts).first { $0.0 == 0 }?.1 ?? 0
    let hasZero = zeros > 0 && Double(zeros) >= TableBins.zeroShare * Double(total)
    let rest = zip(numbers, counts).filter { !hasZero || $0.0 != 0 }
    self.hasZero = hasZero
    edges = TableBins.quantiles(rest, binCount: hasZero ? count - 1 : count)
  }

  private static func quantiles(_ rest: [(Double, Int)], binCount: Int) -> [Double] {
    guard rest.count > binCount else { return rest.dropFirst().map(\.0) }
    let total = rest.reduce(0) { $0 + $1.1 }
    var edges: [Double] = []
    var below = 0
    var next = 1
    for (place, (number, count)) in rest.enumerated() {
      // The quantile of rank `total * next / binCount` lies in this number's run.
      while next < binCount, total * next / binCount < below + count {
        if place > 0, edges.last != number { edges.append(number) }
        next += 1
      }
      below += count
    }
    return edges
  }

  /// How many bins there are.
  var count: Int { edges.count + (hasZero ? 2 : 1) }

  /// The bin of a number: 0 is zero's where it has one.
  func bin(_ number: Double) -> Int {
    guard !hasZero || number != 0 else { return 0 }
    var low = 0
    var high = edges.count
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] <= number { low = middle + 1 } else { high = middle }
    }
    return low + (hasZero ? 1 : 0)
  }

  /// A bin as a feature's value: `0`, or its bounds as `[2,5.5)`.
  func name(_ bin: Int) -> [UInt8] {
    guard !hasZero || bin > 0 else { return [0x30] }
    let place = hasZero ? bin - 1 : bin
    let low = place > 0 ? "[\(edges[place - 1])" : "(-inf"
    let high = place < edges.count ? "\(edges[place]))" : "inf)"
    return Array("\(low),\(high)".utf8)
  }
}
