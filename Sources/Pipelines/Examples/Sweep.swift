/// Settings that are tried one after the other, each with each.
public struct Sweep: Sendable, Equatable {
  /// A setting that is varied.
  public enum Name: String, CaseIterable, Sendable {
    case bits, l2, passes, crosses
  }

  /// A setting and the values that it is given.
  public struct Axis: Sendable, Equatable {
    /// The setting.
    public var name: Name
    /// Its values, in their order.
    public var values: [String]

    /// An axis by its text: `l2=1,10,100`.
    ///
    /// - Returns: nil where it names no setting, or a value that the setting can't have.
    public init?(_ text: String) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let name = Name(rawValue: String(parts[0])) else { return nil }
      self.name = name
      values = parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard values.allSatisfy({ Axis.isValue($0, of: name) }) else { return nil }
    }

    private static func isValue(_ text: String, of name: Name) -> Bool {
      switch name {
      case .bits: Int(text).map { (1...28).contains($0) } ?? false
      case .passes: Int(text).map { $0 > 0 } ?? false
      case .l2: Double(text).map { $0 >= 0 && $0.isFinite } ?? false
      case .crosses: ["auto", "none", "all"].contains(text)
      }
    }
  }

  /// What is varied.
  public var axes: [Axis]

  /// A sweep over `axes`; an empty one is a single try.
  public init(_ axes: [Axis] = []) {
    self.axes = axes
  }

  /// All settings, those of the last axis changing first.
  var points: [[Name: String]] {
    axes.reduce([[:]]) { points, axis in
      points.flatMap { point in
        axis.values.map { value in
          var next = point
          next[axis.name] = value
          return next
        }
      }
    }
  }
}

/// What the settings of a sweep came to, for people.
struct SweepTable {
  private var rows: [(setting: String, figures: FitFigures, seconds: Double)] = []

  /// How a setting is written.
  static func text(_ point: [Sweep.Name: String]) -> String {
    point.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue)=\($0.value)" }
      .joined(separator: " ")
  }

  mutating func add(_ point: [Sweep.Name: String], _ figures: FitFigures, seconds: Double) {
    rows.append((SweepTable.text(point), figures, seconds))
  }

  /// A line a setting, the one with the least log loss marked.
  var text: String {
    let width = max(7, rows.map(\.setting.count).max() ?? 0)
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    func cell(_ number: Double?) -> String { padded(number.map { RunSummary.fixed($0) } ?? "-", 9) }
    let best = rows.indices.min {
      (rows[$0].figures.logLoss ?? .infinity) < (rows[$1].figures.logLoss ?? .infinity)
    }
    let head =
      padded("setting", width) + "  log loss  AUC      PR-AUC   Brier    ECE      features  seconds"
    let lines = rows.enumerated().map { place, row in
      let figures = row.figures
      let cells = [figures.auc, figures.prAuc, figures.brier, figures.ece].map(cell).joined()
      return padded(row.setting, width) + "  " + padded(cell(figures.logLoss), 10) + cells
        + padded("\(figures.features)", 10) + RunSummary.fixed(row.seconds)
        + (place == best ? "  best" : "")
    }
    return ([head] + lines).joined(separator: "\n")
  }
}
