/// How many rejected lines a run bears: it fails when both the count and the share are passed.
public struct RejectLimits: Sendable, Equatable {
  /// The count above which the share is asked.
  public var count: Int
  /// The share of all lines, 0 to 1.
  public var share: Double

  /// The defaults: 100 lines and 1 %.
  public init(count: Int = 100, share: Double = 0.01) {
    self.count = count
    self.share = share
  }

  /// Whether `rejected` of `lines` lines are more than a run bears.
  public func arePassed(rejected: Int, of lines: Int) -> Bool {
    rejected > count && Double(rejected) > share * Double(lines)
  }
}
