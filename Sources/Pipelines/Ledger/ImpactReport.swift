import Bytes

/// What statements that were learned since a run reach of what it made.
public struct ImpactReport: Codable, Equatable, Sendable {
  /// A run that had used events which a statement, made before it and learned after it, takes away.
  public struct Run: Codable, Equatable, Sendable {
    /// The run's id.
    public var run: String
    /// P of the run.
    public var asOf: String
    /// How many statements it knew.
    public var knew: Int
    /// How many of the events that lie at rest now it had used against a statement learned since.
    public var events: Int
  }

  /// A partition that holds events which may no longer be used as they are.
  public struct Partition: Codable, Equatable, Sendable {
    /// The table, such as `events` or `sessions/purpose=sales`.
    public var table: String
    /// The day.
    public var day: String
    /// How many events.
    public var events: Int
  }

  /// A model that was learned from such events.
  public struct Model: Codable, Equatable, Sendable {
    /// The outcome.
    public var outcome: String
    /// The purpose it was learned for.
    public var purpose: String
    /// How many events of that purpose.
    public var events: Int
  }

  /// The organisation.
  public var controller: String
  /// P: the moment at which events are judged again.
  public var asOf: String
  /// The run in place; absent where there is none.
  public var run: String?
  /// How many statements that run, or the one asked about, knew.
  public var since: Int
  /// How many the ledger holds now.
  public var size: Int
  /// How many of those learned since say what: `withdraw`, `object`, `erase` and so on.
  public var statements: [String: Int]
  /// How many visitors have events that they reach.
  public var visitors: Int
  /// The runs that used what had already been withdrawn.
  public var runs: [Run]
  /// The partitions that have to be rebuilt.
  public var partitions: [Partition]
  /// The models that have to be retrained.
  public var models: [Model]

  /// Whether there is nothing to do.
  public var isEmpty: Bool { partitions.isEmpty && models.isEmpty }

  /// The report for people.
  public var text: String {
    var lines = ["Impact · \(controller) · as of \(asOf)", ""]
    lines.append(
      "Learned since \(run.map { "run \($0), which knew \(since) statements" } ?? "\(since) statements")"
    )
    lines.append("  the ledger now holds \(size)")
    for (action, count) in statements.sorted(by: { $0.key < $1.key }) {
      lines.append("  \(action)  \(count)")
    }
    lines.append("  visitors whose events they reach  \(visitors)")
    if !runs.isEmpty {
      lines += ["", "Runs that used what had already been withdrawn, as was learned later"]
      for run in runs {
        lines.append("  \(run.run)  as of \(run.asOf)  \(run.events) events")
      }
    }
    if !partitions.isEmpty {
      lines += ["", "Tables"]
      for part in partitions { lines.append("  \(part.table)  \(part.day)  \(part.events) events") }
    }
    if !models.isEmpty {
      lines += ["", "Models"]
      for model in models {
        lines.append("  \(model.outcome)  for \(model.purpose)  \(model.events) events")
      }
    }
    lines += ["", "What to do", advice]
    return lines.joined(separator: "\n") + "\n"
  }

  private var advice: String {
    guard !isEmpty else { return "  nothing: no event at rest is reached" }
    let days = Set(partitions.map(\.day)).sorted()
    var lines = ["  rebuild  \(days.joined(separator: ", "))"]
    if !models.isEmpty {
      lines.append("  retrain  \(models.map(\.outcome).joined(separator: ", "))")
    }
    lines.append("  tonight's run does both; at once: sojourn run PIPELINE.yaml --rebuild-affected")
    return lines.joined(separator: "\n")
  }
}

extension ImpactReport {
  /// The report as JSON.
  public var json: [UInt8] { get throws { try JSONDocument.encode(self) } }
}
