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
/// The variables are a weight for each column and, last, the bias. Each part of the rows is summed in
/// 64 bits by itself, and the parts are added in their order, so the value has the same bits for any
/// number of threads.
package struct LogisticObjective: DifferentiableObjective {
  package let matrix: BatchMatrix
  let outcome: Int
  let l2: Double
  let intercept: Intercept
  let jobs: Int
  private let partials: PartialSums

  /// - Parameters:
  ///   - matrix: the rows.
  ///   - outcome: whose labels are meant.
  ///   - l2: weighs ½‖w‖² against the sum of losses.
  ///   - intercept: how the bias is learned.
  ///   - jobs: how many threads work at once.
  package init(
    matrix: BatchMatrix, outcome: Int = 0, l2: Double, intercept: Intercept, jobs: Int
  ) {
    self.matrix = matrix
    self.outcome = outcome
    self.l2 = l2
    self.intercept = intercept
    self.jobs = max(1, min(jobs, matrix.parts.count))
    partials = PartialSums(count: self.jobs, width: matrix.slots.count)
  }

  package var dimension: Int { matrix.slots.count + 1 }

  package func evaluate(_ point: [Double], gradient: inout [Double]) -> Double {
    let bias = intercept == .none ? 0 : point[dimension - 1]
    let sums = unsafe accumulate(point, into: &gradient) { part, table in
      unsafe part.addSlopes(at: table, bias: bias, outcome: outcome)
    }
    gradient[dimension - 1] =
      intercept == .none ? 0 : sums.reduce(0) { $0 + $1.bias }
    return sums.reduce(0) { $0 + $1.loss } + addPenalty(point, &gradient)
  }

  package func curvatures(at point: [Double]) -> [Double] {
    let bias = intercept == .none ? 0 : point[dimension - 1]
    var curvatures: [Double] = []
    let sums = unsafe accumulate(point, into: &curvatures) { part, table in
      BatchPart.Sums(bias: unsafe part.addCurvatures(at: table, bias: bias))
    }
    for column in matrix.slots.indices { curvatures[column] += l2 }
    if intercept != .none { curvatures[dimension - 1] = sums.reduce(0) { $0 + $1.bias } }
    if intercept == .regularised { curvatures[dimension - 1] += l2 }
    return curvatures
  }

  /// Sums what `work` adds for each part to `total`, in the parts' order.
  private func accumulate(
    _ point: [Double], into total: inout [Double],
    _ work: @Sendable (BatchPart, UnsafeMutablePointer<SIMD2<Double>>) -> BatchPart.Sums
  ) -> [BatchPart.Sums] {
    precondition(point.count == dimension, "\(point.count) variables, not \(dimension)")
    total = [Double](repeating: 0, count: dimension)
    var sums: [BatchPart.Sums] = []
    var first = 0
    while first < matrix.parts.count {
      let wave = first..<min(first + jobs, matrix.parts.count)
      sums += mapInParallel(count: wave.count, width: jobs) { place in
        unsafe work(matrix.parts[wave.lowerBound + place], partials.table(place, at: point))
      }
      for place in wave.indices { partials.add(place - wave.lowerBound, to: &total) }
      first = wave.upperBound
    }
    return sums
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

/// Room for the sums of the parts that are worked on at once.
@safe
private final class PartialSums: Sendable {
  private let tables: [LargeTable<SIMD2<Double>>]
  private let width: Int

  init(count: Int, width: Int) {
    tables = (0..<count).map { _ in LargeTable(repeating: .zero, count: width) }
    self.width = width
  }

  /// A part's table, with the point's weights and sums of 0; no two threads have the same.
  func table(_ place: Int, at point: [Double]) -> UnsafeMutablePointer<SIMD2<Double>> {
    let start = unsafe tables[place].start
    for column in 0..<width { unsafe start[column] = SIMD2(point[column], 0) }
    return unsafe start
  }

  func add(_ place: Int, to total: inout [Double]) {
    let start = unsafe tables[place].start
    for index in 0..<width { total[index] += unsafe start[index].y }
  }
}
