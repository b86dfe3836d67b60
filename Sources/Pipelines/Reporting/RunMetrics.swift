package import Bytes
import Workspace

/// What a run did, in Prometheus' text format for node_exporter's textfile collector.
///
/// Counts of dropped records under ten are merged into `other`, since the file leaves the workspace
/// (consent rule 28).
package struct RunMetrics {
  /// The file's lines.
  package let text: String

  private static let threshold = 10

  /// The metrics of a run that ended well at a moment.
  ///
  /// - Parameters:
  ///   - figures: what the stages did.
  ///   - timings: how long they took.
  ///   - controller: the organisation whose run it was.
  ///   - moment: when it ended.
  package init(
    _ figures: RunFigures, _ timings: [RunManifest.Timing], controller: String, at moment: Timestamp
  ) {
    let owner = "controller=\"\(RunMetrics.escaped(controller))\""
    var lines = [
      "# HELP sojourn_rows Rows of the last run by stage and what became of them.",
      "# TYPE sojourn_rows gauge",
    ]
    for stage in figures.stages {
      for (fate, reason, count) in RunMetrics.rows(of: stage) {
        let cause = reason.isEmpty ? "" : ",reason=\"\(RunMetrics.escaped(reason))\""
        lines.append(
          "sojourn_rows{\(owner),stage=\"\(RunMetrics.escaped(stage.stage))\",fate=\"\(fate)\"\(cause)} \(count)"
        )
      }
    }
    lines += [
      "# HELP sojourn_stage_seconds How long the last run's stages took.",
      "# TYPE sojourn_stage_seconds gauge",
    ]
    for timing in timings {
      lines.append(
        "sojourn_stage_seconds{\(owner),stage=\"\(timing.stage)\"} \(timing.seconds)")
    }
    lines += [
      "# HELP sojourn_last_success_timestamp_seconds When a run last ended well.",
      "# TYPE sojourn_last_success_timestamp_seconds gauge",
      "sojourn_last_success_timestamp_seconds{\(owner)} \(moment.seconds)",
    ]
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func rows(of stage: StageReport) -> [(fate: String, reason: String, count: Int)] {
    var rows = [("in", "", stage.in), ("out", "", stage.out)]
    var other = 0
    for (reason, count) in stage.dropped.sorted(by: { $0.key < $1.key }) {
      if count >= threshold { rows.append(("dropped", reason, count)) } else { other += count }
    }
    if other > 0 { rows.append(("dropped", "other", other)) }
    for (fate, counts) in [("rejected", stage.rejected), ("filtered", stage.filtered)] {
      for (reason, count) in counts.sorted(by: { $0.key < $1.key }) {
        rows.append((fate, reason, count))
      }
    }
    return rows
  }

  /// A label's value with backslash, quote and line feed escaped.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  /// Writes the file, whole or not at all.
  func write(to path: String) throws(WorkspaceError) {
    try AtomicFile.write(Array(text.utf8), to: path)
  }
}
