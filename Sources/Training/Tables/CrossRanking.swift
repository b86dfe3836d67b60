import OutcomeModel

/// Ranks pairs of columns by what a cross of them would add to a model that has the columns alone.
///
/// The measure is the gain of one Newton step on the cross's weights, less what chance alone would
/// give: the sum over cells of (G² - H) / (H + l2), where G is the sum of the residuals of the cell's
/// rows and H that of p(1 - p). Rows that are held out have no part in it.
struct CrossRanking {
  private let encoder: TableEncoder
  private let rows: [Int]
  private let residuals: [Double]
  private let curvatures: [Double]
  private let l2: Double

  /// - Parameters:
  ///   - logOdds: what a model says of each of `rows`.
  ///   - labels: of all rows of the table.
  init(
    _ encoder: TableEncoder, rows: [Int], labels: [Bool], logOdds: [Double], l2: Double
  ) {
    self.encoder = encoder
    self.rows = rows
    self.l2 = l2
    residuals = zip(rows, logOdds).map { row, logOdds in
      labels[row] ? logistic(-logOdds) : -logistic(logOdds)
    }
    curvatures = logOdds.map { logistic($0) * logistic(-$0) }
  }

  /// Pairs of `columns`, those that add most first, equal ones by their places.
  func ranked(_ columns: [Int]) -> [TableFeatures.Cross] {
    var pairs: [(cross: TableFeatures.Cross, gain: Double)] = []
    for (place, first) in columns.enumerated() {
      for second in columns[(place + 1)...] {
        pairs.append((TableFeatures.Cross(first, second), gain(first, second)))
      }
    }
    return pairs.sorted { $0.gain > $1.gain }.map(\.cross)
  }

  /// The columns that tell most by themselves, most first.
  func ranked(columns: [Int]) -> [Int] {
    columns.map { (place: $0, gain: gain($0, nil)) }.sorted { $0.gain > $1.gain }.map(\.place)
  }

  private func gain(_ first: Int, _ second: Int?) -> Double {
    let a = encoder.columns[first]
    let b = second.map { encoder.columns[$0] }
    let width = b?.texts.count ?? 1
    var slopes = [Double](repeating: 0, count: a.texts.count * width)
    var spreads = slopes
    for (place, row) in rows.enumerated() {
      let cell = encoder.code(row, a) * width + (b.map { encoder.code(row, $0) } ?? 0)
      slopes[cell] += residuals[place]
      spreads[cell] += curvatures[place]
    }
    var gain = 0.0
    for (slope, spread) in zip(slopes, spreads) where spread > 0 {
      gain += (slope * slope - spread) / (spread + l2)
    }
    return gain
  }
}
