import Bytes
import OutcomeModel

/// What the choice of crosses tried and came to.
public struct CrossReport: Codable, Equatable, Sendable {
  /// One model that was tried.
  public struct Trial: Codable, Equatable, Sendable {
    /// How many crosses it had.
    public var crosses: Int
    /// The strength with which it was fitted.
    public var l2: Double
    /// Its log loss on the held-out rows.
    public var logLoss: Double
  }

  /// All trials, in their order.
  public var trials: [Trial] = []
  /// The best of them; nil where there were too few rows to choose.
  public var chosen: Trial?
  /// How many rows the models were fitted to.
  public var fittedRows = 0
  /// How many rows were held out.
  public var heldOutRows = 0
}

/// Chooses crosses by the log loss of rows that are held out.
///
/// Pairs are ranked on the other rows; then models with none, 4, 8, 16, … of the first and with all are
/// fitted, each at the strength that suits it best. The rows are drawn by a hash of seed and row
/// number, so the choice is the same whenever the rows are.
struct CrossSearch {
  /// Below so many rows of either label among the held-out ones nothing is chosen.
  static let minimumHeldOut = 20

  private let encoder: TableEncoder
  private let labels: [Bool]
  private let settings: TableSettings
  private let slotCount: Int
  private let fitRows: [Int]
  private let heldOutRows: [Int]
  private(set) var report = CrossReport()

  init(_ encoder: TableEncoder, _ table: Table, _ settings: TableSettings, slotCount: Int) {
    self.encoder = encoder
    self.settings = settings
    self.slotCount = slotCount
    labels = table.labels
    let rows = CrossSearch.drawnRows(of: table.count, settings)
    heldOutRows = rows.filter { CrossSearch.isHeldOut($0, settings.seed) }
    fitRows = rows.filter { !CrossSearch.isHeldOut($0, settings.seed) }
    report.fittedRows = fitRows.count
    report.heldOutRows = heldOutRows.count
  }

  /// The best crosses of `columns`.
  mutating func chosen(of columns: [Int]) -> [TableFeatures.Cross] {
    guard isLargeEnough(heldOutRows), isLargeEnough(fitRows), columns.count > 1 else { return [] }
    let (strength, model) = bestFit([], from: CrossSearch.startingStrength)
    let ranked = ranking(model, strength).ranked(strongest(columns))
    var best: [TableFeatures.Cross] = []
    var next = strength
    for count in CrossSearch.counts(upTo: ranked.count) {
      let crosses = Array(ranked.prefix(count))
      let before = report.chosen
      next = bestFit(crosses, from: next).strength
      if report.chosen != before { best = crosses }
    }
    return best
  }

  // MARK: Rows

  /// Rows of the table, not many more than the settings allow.
  private static func drawnRows(of count: Int, _ settings: TableSettings) -> [Int] {
    guard count > settings.maximumSearchRows else { return Array(0..<count) }
    let share = Double(settings.maximumSearchRows) / Double(count)
    let limit = UInt64(share * 0x1p53)
    return (0..<count).filter { hash($0, settings.seed, 1) >> 11 < limit }
  }

  private static func isHeldOut(_ row: Int, _ seed: UInt64) -> Bool {
    hash(row, seed, 2) % 5 == 0
  }

  private static func hash(_ row: Int, _ seed: UInt64, _ use: UInt64) -> UInt64 {
    SplitMix.mix(SplitMix.mix(seed &* 4 &+ use) &+ UInt64(row))
  }

  private func isLargeEnough(_ rows: [Int]) -> Bool {
    let achieved = rows.count { labels[$0] }
    return min(achieved, rows.count - achieved) >= CrossSearch.minimumHeldOut
  }

  // MARK: Pairs

  private func strongest(_ columns: [Int]) -> [Int] {
    guard columns.count > settings.maximumCrossedColumns else { return columns }
    let achieved = Double(fitRows.count { labels[$0] }) / Double(fitRows.count)
    let rates = [Double](repeating: logOdds(of: achieved), count: fitRows.count)
    let ranking = CrossRanking(encoder, rows: fitRows, labels: labels, logOdds: rates, l2: 1)
    return ranking.ranked(columns: columns).prefix(settings.maximumCrossedColumns).sorted()
  }

  private func ranking(_ model: LogisticModel, _ strength: Int) -> CrossRanking {
    let examples = encoder.examples(rows: fitRows, labels: labels, crosses: [])
    return CrossRanking(
      encoder, rows: fitRows, labels: labels, logOdds: model.logOdds(examples),
      l2: strengths[strength])
  }

  private static func counts(upTo all: Int) -> [Int] {
    var counts: [Int] = []
    var next = 4
    while next < all {
      counts.append(next)
      next *= 2
    }
    return all > 0 ? counts + [all] : []
  }

  // MARK: Fits

  private static let startingStrength = 3

  /// Strengths about threefold apart, or the only one that is wanted.
  private var strengths: [Double] {
    settings.l2.map { [$0] } ?? [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000]
  }

  /// The strength at which a model with `crosses` does best on the held-out rows, walked to from
  /// `start` as long as the loss falls.
  private mutating func bestFit(
    _ crosses: [TableFeatures.Cross], from start: Int
  ) -> (strength: Int, model: LogisticModel) {
    let fitted = encoder.examples(rows: fitRows, labels: labels, crosses: crosses)
    let heldOut = encoder.examples(rows: heldOutRows, labels: labels, crosses: crosses)
    var place = min(start, strengths.count - 1)
    var (loss, model) = fit(place, fitted, heldOut, crosses: crosses.count)
    for step in [1, -1] {
      var moved = false
      while strengths.indices.contains(place + step) {
        let other = fit(place + step, fitted, heldOut, crosses: crosses.count)
        guard other.loss < loss else { break }
        place += step
        (loss, model) = other
        moved = true
      }
      if moved { break }
    }
    return (place, model)
  }

  private mutating func fit(
    _ strength: Int, _ fitted: ExampleSet, _ heldOut: ExampleSet, crosses: Int
  ) -> (loss: Double, model: LogisticModel) {
    var settings = FitSettings(l2: strengths[strength])
    settings.tolerance = 1e-3
    settings.maximumIterations = 200
    let model = LogisticRegression(settings).fit(fitted, slotCount: slotCount).model
    let losses = zip(model.logOdds(heldOut), heldOut.labels).map {
      logLoss(logOdds: $0, achieved: $1)
    }
    let trial = CrossReport.Trial(
      crosses: crosses, l2: strengths[strength],
      logLoss: losses.reduce(0, +) / Double(losses.count))
    report.trials.append(trial)
    if trial.logLoss < report.chosen?.logLoss ?? .infinity { report.chosen = trial }
    return (trial.logLoss, model)
  }
}
