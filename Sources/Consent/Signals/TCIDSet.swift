/// A set of ids from 1 to 64, such as TCF's purposes, a publisher's own, or special features.
public struct TCIDSet: OptionSet, Hashable, Sendable {
  /// Id *i* is the bit of value 2^(64−i): in the order in which a TC string has them.
  public let rawValue: UInt64

  /// A set by its bits.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// The set of some ids; those outside of 1 to 64 are left out.
  public init(ids: some Sequence<Int>) {
    rawValue = ids.reduce(0) { (1...64).contains($1) ? $0 | 1 << UInt64(64 - $1) : $0 }
  }

  /// Whether an id is in the set.
  public func contains(id: Int) -> Bool {
    (1...64).contains(id) && rawValue >> UInt64(64 - id) & 1 == 1
  }

  /// The ids, in order.
  public var ids: [Int] { (1...64).filter { contains(id: $0) } }
}
