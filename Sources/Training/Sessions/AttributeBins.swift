package import Bytes
import Events
package import Features
package import Journeys

/// Bins of attributes that are numbers, learned by name from the training part's sessions.
///
/// Each visitor counts once a name, by one of the visitor's values drawn by hash, so every bin holds
/// at least so many people. Values are rounded down to three digits first: no bound is one person's
/// number. What is learned depends on the set of training sessions alone, not on their order, and is
/// without a person as if that person had never been there.
package struct AttributeBins {
  /// How many bins a name has at most.
  package static let maximumBins = 16
  /// For how many names bins are kept: those that most visitors have.
  package static let maximumNames = 256

  private var names: [[UInt8]: Int] = [:]
  private var visitorsByValue: [[Double: Int]] = []
  private var drawn: [Int: (hash: UInt64, value: Double)] = [:]

  /// Learns the bounds of the bins by name.
  ///
  /// - Parameters:
  ///   - table: sessions in any order.
  ///   - minimumVisitors: how many visitors each bin has at least.
  ///   - limit: how many attributes of an event are looked at.
  ///   - isTraining: whether a visitor's session that starts at a moment is for training.
  /// - Returns: rising bounds, at least one a name; names of too few visitors are not there.
  package static func learn(
    _ table: SessionTable, minimumVisitors: Int, limit: Int,
    isTraining: (Span<UInt8>, Timestamp) -> Bool
  ) -> [String: [Double]] {
    var bins = AttributeBins()
    TrainingWalk(table).forEachVisitor(table) { visitor, places in
      let seed = SplitMix.mix(UInt64(murmurHash3(visitor, seed: 0x6269_6E73)))
      for place in places {
        let rows = table.sessions[place].rows
        guard isTraining(visitor, table.events.rows[rows.lowerBound].time.start) else { continue }
        for row in rows {
          let attributes = table.events.rows[row].attributes
          AttributeNumbers.forEach(
            table.events.text.span.extracting(attributes.indices), limit: limit
          ) { bins.draw($0, $1, seed) }
        }
      }
      bins.endVisitor()
    }
    return bins.bounds(minimumVisitors: minimumVisitors)
  }

  private mutating func draw(_ name: Span<UInt8>, _ number: Double, _ seed: UInt64) {
    let bytes = [UInt8](bytes: name)
    let place = names[bytes] ?? names.count
    if place == names.count {
      names[bytes] = place
      visitorsByValue.append([:])
    }
    let value = number.roundedDownToThreeDigits
    let hash = SplitMix.mix(seed ^ value.bitPattern)
    if let other = drawn[place], (other.hash, other.value) <= (hash, value) { return }
    drawn[place] = (hash, value)
  }

  private mutating func endVisitor() {
    for (place, choice) in drawn { visitorsByValue[place][choice.value, default: 0] += 1 }
    drawn.removeAll(keepingCapacity: true)
  }

  private func bounds(minimumVisitors: Int) -> [String: [Double]] {
    var found: [(name: [UInt8], visitors: Int, bounds: [Double])] = []
    for (name, place) in names {
      let counts = visitorsByValue[place].sorted { $0.key < $1.key }
      let bounds = AttributeBins.bounds(
        counts.map { ($0.key, $0.value) }, minimumVisitors: max(minimumVisitors, 1))
      guard !bounds.isEmpty else { continue }
      found.append((name, counts.reduce(0) { $0 + $1.value }, bounds))
    }
    found.sort {
      $0.visitors != $1.visitors
        ? $0.visitors > $1.visitors : $0.name.lexicographicallyPrecedes($1.name)
    }
    var bins: [String: [Double]] = [:]
    for entry in found.prefix(AttributeBins.maximumNames) {
      let name = String(decoding: entry.name, as: UTF8.self)
      if bins[name] == nil { bins[name] = entry.bounds }
    }
    return bins
  }

  /// Bounds between which at least `minimumVisitors` lie, and as many on both sides as the number of
  /// bins gives each; a value of that many has a bin of its own, as zero often has.
  package static func bounds(
    _ counts: [(value: Double, visitors: Int)], minimumVisitors: Int
  ) -> [Double] {
    let total = counts.reduce(0) { $0 + $1.visitors }
    let share = max(minimumVisitors, (total + maximumBins - 1) / maximumBins)
    var bounds: [Double] = []
    var inBin = 0
    for (value, visitors) in counts {
      if inBin >= share || (inBin >= minimumVisitors && visitors >= share) {
        bounds.append(value)
        inBin = 0
      }
      inBin += visitors
    }
    if inBin < minimumVisitors, !bounds.isEmpty { bounds.removeLast() }
    return bounds
  }
}

extension FeatureSpec {
  /// The same specification with bins by name in each recipe of attributes that are numbers.
  ///
  /// - Parameters:
  ///   - table: sessions in any order.
  ///   - minimumVisitors: how many visitors each bin has at least.
  ///   - isTraining: whether a visitor's session that starts at a moment is for training.
  package func learningBins(
    _ table: SessionTable, minimumVisitors: Int, isTraining: (Span<UInt8>, Timestamp) -> Bool
  ) -> FeatureSpec {
    var learned = self
    learned.schemaVersion = FeatureSpec.currentVersion
    for place in recipes.indices where recipes[place].kind == .attributeNumber {
      let bins = AttributeBins.learn(
        table, minimumVisitors: minimumVisitors, limit: recipes[place].limit ?? 0,
        isTraining: isTraining)
      learned.recipes[place].binsByName = bins.isEmpty ? nil : bins
    }
    return learned
  }
}
