import Bytes
public import OutcomeModel

/// Whether a model's log odds are corrected, and what speaks for it.
public struct CalibrationChoice: Equatable, Sendable {
  /// What was chosen.
  public var calibration: Calibration
  /// What Platt's line does to the log loss of visitors that it was not fitted on: below 0 where it
  /// helps; nil where there are no examples.
  public var gain: PairedDifference?

  /// How many visitors must have an example that was achieved, and how many one that was not: drawn
  /// from fewer, no interval tells what others would do.
  public static let minimumVisitors = 50

  /// Chooses on the calibration part.
  ///
  /// Measured always, corrected rarely: a well-regularised logistic regression is nearly calibrated,
  /// and a line fitted to chance does harm. So Platt's line is taken only where the paired interval
  /// of what it does to the log loss lies below 0, on visitors that it has not seen. For that the
  /// visitors are parted in two by a hash, a line is fitted on either half and tried on the other:
  /// every example speaks once, where one half alone, in a part this small, would say little. What
  /// is taken then is the line of both halves. A line that would turn the order of the log odds
  /// round is never taken, nor any where ``minimumVisitors`` are not there.
  ///
  /// - Parameters:
  ///   - examples: the calibration part, with the model's log odds as they are.
  ///   - bootstrap: how visitors are drawn.
  public init(_ examples: ScoredExamples, bootstrap: VisitorBootstrap = VisitorBootstrap()) {
    calibration = .identity
    gain = nil
    let halves = examples.visitors.map { CalibrationChoice.isInFirstHalf($0) }
    guard halves.contains(true), halves.contains(false) else { return }
    let lines = [true, false].map { half in PlattFit(examples.rows { halves[$0] == half }).line() }
    let corrected = examples.labels.indices.map { row in
      let other = halves[row] ? lines[1] : lines[0]
      return other.a * examples.logOdds[row] + other.b
    }
    gain = PairedDifference(
      examples.with(corrected), less: examples.logOdds, bootstrap: bootstrap)
    guard let gain, gain.interval.high < 0, isLargeEnough(examples) else { return }
    let line = PlattFit(examples).line()
    guard line.a > 0 else { return }
    calibration = .platt(a: line.a, b: line.b)
  }

  private func isLargeEnough(_ examples: ScoredExamples) -> Bool {
    [true, false].allSatisfy { label in
      let visitors = zip(examples.visitors, examples.labels).filter { $0.1 == label }.map(\.0)
      return Set(visitors).count >= CalibrationChoice.minimumVisitors
    }
  }

  private static func isInFirstHalf(_ visitor: UInt64) -> Bool {
    SplitMix.mix(visitor ^ 0x706C_6174_74) & 1 == 0
  }
}
