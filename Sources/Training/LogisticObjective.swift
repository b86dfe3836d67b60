import OutcomeModel

/// A function with a gradient.
package protocol DifferentiableObjective {
  /// How many variables it has.
  var dimension: Int { get }

  /// The value at `point`, whose gradient replaces what `gradient` held.
  func evaluate(_ point: [Double], gradient: inout [Double]) -> Double

  /// The second derivative by each variable alone.
  func curvatures(at point: [Double]) -> [Double]
}

/// What training minimises: the sum of weighted log losses and ½·l2·‖w‖².
///
/// The variables are a weight for each column and, last, the bias. Rows are summed in a fixed number
/// of blocks in 64 bits, and the blocks in their order, so the value does not depend on how many
/// threads there are.
package struct LogisticObjective: DifferentiableObjective {
  static let blockCount = 16

  package let matrix: TrainingMatrix
  let l2: Double
  let intercept: Intercept

  package init(matrix: TrainingMatrix, l2: Double, intercept: Intercept) {
    self.matrix = matrix
    self.l2 = l2
    self.intercept = intercept
  }

  package var dimension: Int { matrix.slots.count + 1 }

  package func evaluate(_ point: [Double], gradient: inout [Double]) -> Double {
    precondition(point.count == dimension, "\(point.count) variables, not \(dimension)")
    gradient = [Double](repeating: 0, count: dimension)
    var value = 0.0
    var partial = gradient
    for block in 0..<LogisticObjective.blockCount {
      value += addBlock(rows(of: block), point, &partial)
      for index in partial.indices {
        gradient[index] += partial[index]
        partial[index] = 0
      }
    }
    return value + addPenalty(point, &gradient)
  }

  package func curvatures(at point: [Double]) -> [Double] {
    var curvatures = [Double](repeating: l2, count: dimension)
    if intercept != .regularised { curvatures[dimension - 1] = 0 }
    var start = 0
    for row in 0..<matrix.rowCount {
      let end = matrix.rowEnds[row]
      var logOdds = intercept == .none ? 0 : point[dimension - 1]
      for entry in start..<end {
        logOdds += point[Int(matrix.columns[entry])] * matrix.values[entry]
      }
      let spread = matrix.weights[row] * logistic(logOdds) * logistic(-logOdds)
      for entry in start..<end {
        let value = matrix.values[entry]
        curvatures[Int(matrix.columns[entry])] += spread * value * value
      }
      if intercept != .none { curvatures[dimension - 1] += spread }
      start = end
    }
    return curvatures
  }

  private func rows(of block: Int) -> Range<Int> {
    let count = LogisticObjective.blockCount
    return (matrix.rowCount * block / count)..<(matrix.rowCount * (block + 1) / count)
  }

  private func addBlock(
    _ rows: Range<Int>, _ point: [Double], _ gradient: inout [Double]
  ) -> Double {
    let columns = matrix.columns.span
    let values = matrix.values.span
    let point = point.span
    let biasIndex = dimension - 1
    var gradient = gradient.mutableSpan
    var loss = 0.0
    var start = rows.lowerBound == 0 ? 0 : matrix.rowEnds[rows.lowerBound - 1]
    for row in rows {
      let end = matrix.rowEnds[row]
      var logOdds = intercept == .none ? 0 : point[biasIndex]
      for entry in start..<end { logOdds += point[Int(columns[entry])] * values[entry] }
      let label = matrix.labels[row]
      let weight = matrix.weights[row]
      loss += weight * logLoss(logOdds: logOdds, achieved: label)
      let slope = weight * (label ? -logistic(-logOdds) : logistic(logOdds))
      for entry in start..<end { gradient[Int(columns[entry])] += slope * values[entry] }
      if intercept != .none { gradient[biasIndex] += slope }
      start = end
    }
    return loss
  }

  private func addPenalty(_ point: [Double], _ gradient: inout [Double]) -> Double {
    let penalised = intercept == .regularised ? dimension : dimension - 1
    var squares = 0.0
    for index in 0..<penalised {
      squares += point[index] * point[index]
      gradient[index] += l2 * point[index]
    }
    return 0.5 * l2 * squares
  }
}
