/// How weights are found.
public enum FitMethod: String, CaseIterable, Sendable {
  /// Row by row in one pass or a few: fast, in constant memory, near the optimum.
  case adaptive
  /// From there on over all rows at once, to a stated gradient norm.
  case batch
}

/// How weights are fitted to examples.
public struct FitSettings: Equatable, Sendable {
  /// How weights are found.
  public var method: FitMethod
  /// Weighs ½‖w‖² against the sum of weighted losses, as 1/C does in LIBLINEAR and scikit-learn.
  ///
  /// Above 0 the optimum is one and finite. Nil: `batch` chooses it on held-out rows, `adaptive` takes 0.
  public var l2: Double?
  /// How many passes `adaptive` makes, also where `batch` goes on from it.
  public var passes: Int
  /// The gradient's norm, over that at zero weights, at which `batch` stops.
  public var tolerance: Double
  /// After how many steps it stops in any case.
  public var maximumIterations: Int
  /// How the bias is learned.
  public var intercept: Intercept
  /// What the order of rows in `adaptive`, and the rows held out where none are named, are drawn from.
  public var seed: UInt64
  /// How many threads work at once; no result hangs on it.
  public var jobs: Int

  /// Settings of a fit.
  public init(
    method: FitMethod = .batch, l2: Double? = 1, passes: Int = 1, tolerance: Double = 1e-4,
    maximumIterations: Int = 10_000, intercept: Intercept = .free, seed: UInt64 = 1, jobs: Int = 1
  ) {
    self.method = method
    self.l2 = l2
    self.passes = passes
    self.tolerance = tolerance
    self.maximumIterations = maximumIterations
    self.intercept = intercept
    self.seed = seed
    self.jobs = jobs
  }
}
