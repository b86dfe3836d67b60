import OutcomeModel

/// The visitors of some examples, and how often each counts in every draw.
struct VisitorDraws {
  let bootstrap: VisitorBootstrap
  /// The visitors' hashes, rising.
  let visitors: [UInt64]
  /// For each example the place of its visitor in ``visitors``.
  let places: [Int32]

  /// - Parameter examples: the hash of each example's visitor.
  init(_ examples: [UInt64], _ bootstrap: VisitorBootstrap) {
    self.bootstrap = bootstrap
    let visitors = Set(examples).sorted()
    var placeOf: [UInt64: Int32] = [:]
    placeOf.reserveCapacity(visitors.count)
    for (place, visitor) in visitors.enumerated() { placeOf[visitor] = Int32(place) }
    places = examples.map { placeOf[$0] ?? 0 }
    self.visitors = visitors
  }

  /// How often each visitor counts in a draw.
  func counts(_ replicate: Int) -> [Double] {
    visitors.map { Double(bootstrap.count(visitor: $0, replicate: replicate)) }
  }

  /// The interval of the weighted mean of `values`, one for each example.
  ///
  /// - Returns: nil where there are no examples.
  func intervalOfMean(_ values: [Double], weights: [Double]) -> Interval? {
    var sums = [Double](repeating: 0, count: visitors.count)
    var totals = sums
    for (row, place) in places.enumerated() {
      sums[Int(place)] += weights[row] * values[row]
      totals[Int(place)] += weights[row]
    }
    var means: [Double] = []
    for replicate in 0..<bootstrap.replicates {
      var sum = 0.0
      var total = 0.0
      for (place, count) in counts(replicate).enumerated() {
        sum += count * sums[place]
        total += count * totals[place]
      }
      if total > 0 { means.append(sum / total) }
    }
    return Interval(central: means)
  }
}

extension Interval {
  /// The central 95 % of values, between neighbours in proportion; nil where there are none.
  init?(central values: [Double]) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let low = Int(place)
      let high = min(low + 1, sorted.count - 1)
      return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
    }
    self.init(low: quantile(0.025), high: quantile(0.975))
  }
}
