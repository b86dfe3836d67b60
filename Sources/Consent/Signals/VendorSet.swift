/// A set of vendors, by their numbers in the Global Vendor List, as ranges in order that don't touch.
public struct VendorSet: Hashable, Sendable {
  /// The ranges: each ends at least two before the next starts.
  public private(set) var ranges: [ClosedRange<UInt16>] = []

  /// No vendors.
  public init() {}

  /// The vendors of ranges in any order, which may overlap.
  public init(_ ranges: [ClosedRange<UInt16>]) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) { append(range) }
  }

  /// Adds a range that starts no earlier than the last one.
  mutating func append(_ range: ClosedRange<UInt16>) {
    guard let last = ranges.last, Int(range.lowerBound) <= Int(last.upperBound) + 1 else {
      ranges.append(range)
      return
    }
    ranges[ranges.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
  }

  /// Whether there are none.
  public var isEmpty: Bool { ranges.isEmpty }

  /// How many vendors there are.
  public var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Whether a vendor is in the set; O(log ranges).
  public func contains(_ vendor: UInt16) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < vendor { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(vendor)
  }
}
