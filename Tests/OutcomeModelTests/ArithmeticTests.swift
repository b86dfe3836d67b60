import Foundation
import OutcomeModel
import Testing

/// How far `value` lies from `truth`, over truth's size.
private func relativeError(_ value: Double, _ truth: Double) -> Double {
  value == truth ? 0 : abs((value - truth) / truth)
}

@Suite("Own exponential and logarithm")
struct ArithmeticTests {
  @Test("the exponential is within 1e-15 of the C library's from -700 to 700")
  func exponentialIsAccurate() {
    var worst = 0.0
    for step in 0...280_000 {
      let x = -700 + Double(step) * 0.005 + 0.000_123
      worst = max(worst, relativeError(exponential(x), exp(x)))
    }
    #expect(worst < 1e-15)
  }

  @Test("the exponential's ends: nothing overflows into a wrong number")
  func exponentialEnds() {
    #expect(exponential(0) == 1)
    #expect(exponential(710) == .infinity)
    #expect(exponential(.infinity) == .infinity)
    #expect(exponential(-746) == 0)
    #expect(exponential(-.infinity) == 0)
    #expect(exponential(.nan).isNaN)
    #expect(relativeError(exponential(709.7), exp(709.7)) < 1e-15)
    #expect(abs(exponential(-740) - exp(-740)) <= .leastNonzeroMagnitude)
  }

  @Test("the logarithm is within 1e-15 of the C library's over all magnitudes and around 1")
  func logarithmIsAccurate() {
    var worst = 0.0
    for step in -30_000...30_000 {
      let x = exp(Double(step) * 0.0233)
      guard x.isFinite, x > 0 else { continue }
      worst = max(worst, relativeError(naturalLogarithm(x), log(x)))
      let near = 1 + Double(step) * 1e-5
      worst = max(worst, relativeError(naturalLogarithm(near), log(near)))
    }
    #expect(worst < 1e-15)
    #expect(
      relativeError(naturalLogarithm(.leastNonzeroMagnitude), log(.leastNonzeroMagnitude)) < 1e-15)
  }

  @Test("the logarithm's ends")
  func logarithmEnds() {
    #expect(naturalLogarithm(1) == 0)
    #expect(naturalLogarithm(0) == -.infinity)
    #expect(naturalLogarithm(-1).isNaN)
    #expect(naturalLogarithm(.infinity) == .infinity)
  }

  @Test("ln(1 + x) keeps its digits where x is small")
  func logarithmOfOnePlusIsAccurate() {
    var worst = 0.0
    for exponent in -60...60 {
      let x = exp(Double(exponent) * 0.7)
      worst = max(worst, relativeError(logarithmOfOnePlus(x), log1p(x)))
      if x < 1 { worst = max(worst, relativeError(logarithmOfOnePlus(-x), log1p(-x))) }
    }
    #expect(worst < 2e-15)
  }

  @Test("the logistic function keeps both tails and is the inverse of the log odds")
  func logisticKeepsTails() {
    #expect(logistic(0) == 0.5)
    #expect(relativeError(logistic(-700), exp(-700)) < 1e-14)
    #expect(logistic(800) == 1)
    #expect(logistic(-800) == 0)
    for p in [0.001, 0.25, 0.5, 0.9, 0.999] {
      #expect(abs(logistic(logOdds(of: p)) - p) < 1e-15)
    }
  }

  @Test("the log loss is never clamped: it grows with the log odds without end")
  func logLossIsNotClamped() {
    #expect(logLoss(logOdds: -1000, achieved: true) == 1000)
    #expect(logLoss(logOdds: 1000, achieved: false) == 1000)
    #expect(relativeError(logLoss(logOdds: 40, achieved: true), exp(-40)) < 1e-14)
    #expect(relativeError(logLoss(logOdds: 0, achieved: true), log(2)) < 1e-15)
  }

  @Test("the bits themselves are pinned, so that another machine would show it")
  func bitsArePinned() {
    var digest: UInt64 = 14_695_981_039_346_656_037
    for step in 0..<10_000 {
      let x = -50 + Double(step) * 0.01
      for value in [exponential(x), naturalLogarithm(exponential(x)), logistic(x)] {
        digest = (digest ^ value.bitPattern) &* 1_099_511_628_211
      }
    }
    #expect(digest == 1_056_464_877_979_812_720)
  }
}
