/// An absorbing Markov chain by its transitions, and how probable it is to take a step of a kind
/// before the end.
///
/// Transitions are whole numbers out of ``scale``, so that a published table is exact.
struct AbsorbingChain: Sendable {
  /// What a row's transitions sum to, leaving included.
  static let scale = 1 << 20

  /// One way out of a state.
  struct Way: Sendable {
    /// The step taken.
    var step: Int
    /// The state after it.
    var next: Int
    /// Its share of ``AbsorbingChain/scale``.
    var share: Int
  }

  /// The ways out of each state; what their shares leave is the end.
  var ways: [[Way]]

  /// The probability, from each state, of taking step `step` later, by solving the linear system
  /// h = A h + b by elimination.
  ///
  /// A is substochastic with an end reached from everywhere, so I − A needs no pivoting. O(n³) for
  /// the n states from `states.lowerBound` on, which no way may leave.
  func probabilities(ofStep step: Int, in states: Range<Int>) -> [Double] {
    let size = states.count
    let scale = Double(AbsorbingChain.scale)
    var matrix = [Double](repeating: 0, count: size * size)
    var right = [Double](repeating: 0, count: size)
    for row in 0..<size {
      matrix[row * size + row] = 1
      for way in ways[states.lowerBound + row] {
        precondition(states.contains(way.next), "a way leaves \(states) for \(way.next)")
        if way.step == step {
          right[row] += Double(way.share) / scale
        } else {
          matrix[row * size + way.next - states.lowerBound] -= Double(way.share) / scale
        }
      }
    }
    eliminate(&matrix, &right, size)
    return right
  }

  private func eliminate(_ matrix: inout [Double], _ right: inout [Double], _ size: Int) {
    for pivot in 0..<size {
      for row in (pivot + 1)..<max(size, pivot + 1) where matrix[row * size + pivot] != 0 {
        let factor = matrix[row * size + pivot] / matrix[pivot * size + pivot]
        for column in pivot..<size {
          matrix[row * size + column] -= factor * matrix[pivot * size + column]
        }
        right[row] -= factor * right[pivot]
      }
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      var sum = right[row]
      for column in (row + 1)..<max(size, row + 1) {
        sum -= matrix[row * size + column] * right[column]
      }
      right[row] = sum / matrix[row * size + row]
    }
  }
}
