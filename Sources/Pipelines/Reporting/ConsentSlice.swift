/// A cell of which a purpose's models learn too little: far less of it is kept than of another.
///
/// The rule is the four-fifths rule with a test of two proportions: a cell's share of kept events is less
/// than 0.8 of the highest share, and by the test the difference is no chance (z ≥ 3.29, two-sided
/// p < 0.001). The factor is that of the Uniform Guidelines on Employee Selection Procedures
/// (29 CFR 1607.4 D), which speaks of rates of selection; keeping is one.
///
/// A visitor's events share their fate, so they are not as many observations as they are events: counts are
/// divided by the mean number of events of a session, a design effect (L. Kish, Survey Sampling, 1965;
/// J. N. K. Rao and A. J. Scott, Biometrics 48, 1992). A cell needs 100 after that to be compared at all.
/// Pages reached from the same site are not compared, since they say nothing of who comes.
package struct ConsentSlice: Encodable, Equatable, Sendable {
  /// By what cells are told.
  package enum Dimension: String, Encodable, Sendable { case device, referrer }

  /// By what the cells are told.
  package var dimension: Dimension
  /// The cell.
  package var cell: String
  /// The share of its events that are kept.
  package var share: Double
  /// The cell with the highest share.
  package var reference: String
  /// That share.
  package var referenceShare: Double
  /// By how many standard errors they differ.
  package var z: Double

  private static let leastRatio = 0.8
  private static let leastZ = 3.29
  private static let leastCount = 100.0

  /// The cells of a list that hold such a slice, the one with the lowest share first.
  ///
  /// - Parameter perSession: the mean number of events of a session.
  package static func find(
    _ lines: [ConsentReport.Line], _ dimension: Dimension, perSession: Double
  ) -> [ConsentSlice] {
    let cells = lines.filter { line in
      line.cell != nil && line.cell != "internal" && Double(line.seen) / perSession >= leastCount
    }
    guard let best = cells.max(by: { ($0.share, $0.seen) < ($1.share, $1.seen) }) else { return [] }
    return cells.compactMap { line in
      guard line.share < leastRatio * best.share else { return nil }
      let counts = (Double(line.seen) / perSession, Double(best.seen) / perSession)
      let pooled = Double(line.kept + best.kept) / Double(line.seen + best.seen)
      let variance = pooled * (1 - pooled) * (1 / counts.0 + 1 / counts.1)
      guard variance > 0 else { return nil }
      let z = (best.share - line.share) / variance.squareRoot()
      guard z >= leastZ else { return nil }
      return ConsentSlice(
        dimension: dimension, cell: line.cell ?? "", share: line.share,
        reference: best.cell ?? "", referenceShare: best.share, z: z)
    }.sorted { ($0.share, $0.cell) < ($1.share, $1.cell) }
  }

  /// The warning in words.
  package func text(purpose: String) -> String {
    let by = dimension == .device ? "by" : "from"
    return "models for \(purpose) know only a slice: \(ConsentSlice.percent(share)) of events "
      + "\(by) \(cell) are kept, against \(ConsentSlice.percent(referenceShare)) \(by) \(reference)"
  }

  /// A share in words.
  static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
