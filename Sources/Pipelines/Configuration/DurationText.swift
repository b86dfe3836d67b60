extension Duration {
  /// Reads a length of time with its unit: `500ms`, `30s`, `20m`, `24h`, `3d`.
  public init?(text: String) {
    let units: [(suffix: String, milliseconds: Int64)] = [
      ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
    for unit in units where text.hasSuffix(unit.suffix) {
      guard let count = Int64(text.dropLast(unit.suffix.count)), count >= 0 else { continue }
      let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
      guard !overflow else { return nil }
      self = .milliseconds(milliseconds)
      return
    }
    return nil
  }

  /// The length in nanoseconds, held within what 64 bits can hold.
  public var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflow || carry ? (seconds < 0 ? .min : .max) : sum
  }
}
