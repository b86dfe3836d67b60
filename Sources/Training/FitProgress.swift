/// How far a fit has come.
package enum FitProgress: Sendable {
  /// `adaptive` has seen so many rows of all that its passes will see, with this sum of losses before
  /// each was learned from, in the pass at hand.
  case rows(seen: Int, all: Int, pass: Int, passRows: Int, loss: Double)
  /// The path has measured one strength of L2 on the held-out rows.
  case path(l2: Double, logLoss: Double)
  /// `batch` has taken a step.
  case step(Int, objective: Double, gradientRatio: Double)
}
