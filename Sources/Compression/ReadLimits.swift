/// What reading an input may cost.
public struct ReadLimits: Equatable, Sendable {
  /// How many bytes of content one packed byte may become; nil for no limit.
  ///
  /// Deflate reaches 1,032 on repeated bytes, logs lie between 5 and 40. A file past the limit is
  /// refused as a decompression bomb.
  public var maximumRatio: Int?
  /// How many bytes of content may come before the ratio is looked at.
  public var ratioCheckedPastBytes: Int
  /// The size of the blocks of content that are handed on, and of the reads.
  public var blockBytes: Int

  /// Limits; as they stand they are the session rules' defaults.
  public init(
    maximumRatio: Int? = 200, ratioCheckedPastBytes: Int = 64 << 20, blockBytes: Int = 256 << 10
  ) {
    precondition(maximumRatio ?? 1 > 0, "a maximum ratio of \(maximumRatio ?? 0); at least 1")
    precondition(blockBytes > 0, "blocks of \(blockBytes) bytes; at least 1")
    self.maximumRatio = maximumRatio
    self.ratioCheckedPastBytes = ratioCheckedPastBytes
    self.blockBytes = blockBytes
  }

  /// Whether so much content from so few bytes is refused.
  func areBroken(produced: Int, consumed: Int) -> Bool {
    guard let maximumRatio, produced > ratioCheckedPastBytes else { return false }
    let (allowed, overflow) = consumed.multipliedReportingOverflow(by: maximumRatio)
    return !overflow && produced > allowed
  }
}
