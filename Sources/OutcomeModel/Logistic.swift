/// The logistic function: the probability that log odds stand for.
///
/// Computed from e^-|m|, so that nothing overflows and both tails keep their digits.
public func logistic(_ logOdds: Double) -> Double {
  let e = exponential(-logOdds.magnitude)
  return logOdds >= 0 ? 1 / (1 + e) : e / (1 + e)
}

/// The log odds of a probability: the logistic function's inverse.
public func logOdds(of probability: Double) -> Double {
  naturalLogarithm(probability) - logarithmOfOnePlus(-probability)
}

/// The loss of log odds: -ln of the probability that they give to what happened.
///
/// Never clamped: ln(1 + e^-m) for an outcome that was achieved and ln(1 + e^m) for one that was not.
public func logLoss(logOdds: Double, achieved: Bool) -> Double {
  let margin = achieved ? logOdds : -logOdds
  return Swift.max(-margin, 0) + logarithmOfOnePlus(exponential(-margin.magnitude))
}
