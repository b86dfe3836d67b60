import CIntrinsics
import OutcomeModel

/// A stretch of the rows of a ``BatchMatrix``: as many as one sum of losses and slopes is taken over.
final class BatchPart: Sendable {
  /// Where each row's entries end in ``columns``.
  let rowEnds: [UInt32]
  /// The columns of all rows.
  let columns: [UInt32]
  /// One value for each column; empty where all are 1.
  let values: [Float]
  /// Bit k is the label of outcome k.
  let labels: [UInt8]
  /// What each row counts for; empty where all count 1.
  let weights: [Float]

  /// How many rows are looked at twice while they are near: for their log odds, then for their slopes.
  private static let nearRows = 128
  /// How many rows ahead a row's places in the table are asked for.
  private static let rowsAhead = 4

  init(
    rowEnds: [UInt32], columns: [UInt32], values: [Float], labels: [UInt8], weights: [Float]
  ) {
    self.rowEnds = rowEnds
    self.columns = columns
    self.values = values
    self.labels = labels
    self.weights = weights
  }

  /// The sums over the part's rows at a point.
  struct Sums {
    /// Of the weighted losses.
    var loss = 0.0
    /// Of what the bias's derivative is made of.
    var bias = 0.0
  }

  /// Adds the slopes of the losses to `gradient`.
  ///
  /// - Parameter table: for each column its weight, and the sum that is added to: side by side, so
  ///   that what was waited for to read the one is near for the other.
  func addSlopes(
    at table: UnsafeMutablePointer<SIMD2<Double>>, bias: Double, outcome: Int
  ) -> Sums {
    var sums = Sums()
    var logOdds = [Double](repeating: 0, count: BatchPart.nearRows)
    var slopes = logOdds
    let all = columns
    let columns = all.span
    var row = 0
    while row < rowEnds.count {
      let near = row..<min(row + BatchPart.nearRows, rowEnds.count)
      for row in near {
        unsafe askAhead(row + BatchPart.rowsAhead, columns, table)
        logOdds[row - near.lowerBound] = unsafe self.logOdds(of: row, columns, table, bias)
      }
      addLosses(&logOdds, of: near, outcome, &slopes, &sums)
      unsafe scatter(slopes, of: near, columns, to: table)
      row = near.upperBound
    }
    return sums
  }

  /// Turns the log odds of some rows into their slopes.
  @inline(__always)
  private func addLosses(
    _ logOdds: inout [Double], of rows: Range<Int>, _ outcome: Int, _ slopes: inout [Double],
    _ sums: inout Sums
  ) {
    let bit = UInt8(1) << UInt8(outcome)
    for row in rows {
      let place = row - rows.lowerBound
      // What lies below 0 of the margin, whose sign alone is needed once the exponential is taken.
      let margin = labels[row] & bit != 0 ? logOdds[place] : -logOdds[place]
      slopes[place] = margin
    }
    replaceByExponentials(&logOdds, count: rows.count)
    var product = 1.0
    for row in rows {
      let place = row - rows.lowerBound
      let (margin, e) = (slopes[place], logOdds[place])
      // The slope is minus the probability of what did not happen.
      let miss = (margin >= 0 ? e : 1) / (1 + e)
      let weight = weights.isEmpty ? 1 : Double(weights[row])
      if weights.isEmpty {
        // Each factor is at most 2, and there are few enough for 64 bits: one logarithm for all.
        product *= 1 + e
        sums.loss += max(-margin, 0)
      } else {
        sums.loss += weight * (max(-margin, 0) + logarithmOfOnePlus(e))
      }
      let slope = weight * (labels[row] & bit != 0 ? -miss : miss)
      slopes[place] = slope
      sums.bias += slope
    }
    sums.loss += naturalLogarithm(product)
  }

  /// Asks for what a row to come will read and add to.
  @inline(__always)
  private func askAhead(
    _ row: Int, _ columns: Span<UInt32>, _ table: UnsafeMutablePointer<SIMD2<Double>>
  ) {
    guard row < rowEnds.count else { return }
    for entry in Int(rowEnds[row - 1])..<Int(rowEnds[row]) {
      unsafe sojourn_prefetch(table + Int(columns[entry]))
    }
  }

  /// Adds the second derivatives of the losses by each variable alone.
  ///
  /// - Parameter table: as of ``addSlopes(at:bias:outcome:)``.
  /// - Returns: that of the bias.
  func addCurvatures(
    at table: UnsafeMutablePointer<SIMD2<Double>>, bias: Double
  ) -> Double {
    var sum = 0.0
    var start = 0
    let all = columns
    let columns = all.span
    for row in rowEnds.indices {
      let end = Int(rowEnds[row])
      let e = exponential(-(unsafe logOdds(of: row, columns, table, bias)).magnitude)
      let weight = self.weights.isEmpty ? 1 : Double(self.weights[row])
      let spread = weight * e / ((1 + e) * (1 + e))
      for entry in start..<end {
        let value = values.isEmpty ? 1 : Double(values[entry])
        unsafe table[Int(columns[entry])].y += spread * value * value
      }
      sum += spread
      start = end
    }
    return sum
  }

  /// The log odds of a row, from four sums side by side.
  @inline(__always)
  private func logOdds(
    of row: Int, _ columns: Span<UInt32>, _ table: UnsafeMutablePointer<SIMD2<Double>>,
    _ bias: Double
  ) -> Double {
    let start = row == 0 ? 0 : Int(rowEnds[row - 1])
    let end = Int(rowEnds[row])
    guard values.isEmpty else { return unsafe valuedLogOdds(start..<end, table, bias) }
    var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
    var entry = start
    while entry + 4 <= end {
      unsafe a += table[Int(columns[entry])].x
      unsafe b += table[Int(columns[entry + 1])].x
      unsafe c += table[Int(columns[entry + 2])].x
      unsafe d += table[Int(columns[entry + 3])].x
      entry += 4
    }
    while entry < end {
      unsafe a += table[Int(columns[entry])].x
      entry += 1
    }
    return ((a + b) + (c + d)) + bias
  }

  private func valuedLogOdds(
    _ entries: Range<Int>, _ table: UnsafeMutablePointer<SIMD2<Double>>, _ bias: Double
  ) -> Double {
    var sum = SIMD4<Double>.zero
    let grouped = entries.lowerBound + entries.count & ~3
    for entry in entries {
      let lane = entry < grouped ? (entry - entries.lowerBound) & 3 : 0
      unsafe sum[lane] += table[Int(columns[entry])].x * Double(values[entry])
    }
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + bias
  }

  @inline(__always)
  private func scatter(
    _ slopes: [Double], of rows: Range<Int>, _ columns: Span<UInt32>,
    to table: UnsafeMutablePointer<SIMD2<Double>>
  ) {
    var start = rows.lowerBound == 0 ? 0 : Int(rowEnds[rows.lowerBound - 1])
    for row in rows {
      let end = Int(rowEnds[row])
      let slope = slopes[row - rows.lowerBound]
      if values.isEmpty {
        for entry in start..<end { unsafe table[Int(columns[entry])].y += slope }
      } else {
        for entry in start..<end {
          unsafe table[Int(columns[entry])].y += slope * Double(values[entry])
        }
      }
      start = end
    }
  }
}
