extension ConsentReport {
  /// The report for people.
  public var text: String {
    let span = firstDay.flatMap { first in lastDay.map { first == $0 ? first : "\(first) to \($0)" }
    }
    var lines = [
      "Consent · \(controller) · \(span ?? "nothing seen") · as of \(asOf)",
      "events by their UTC day; counts of dropped ones under \(threshold) are merged into `other`",
    ]
    for purpose in purposes {
      lines += ["", ConsentReport.heading(purpose.purpose)] + purpose.lines
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func heading(_ purpose: String) -> String {
    pad(purpose, 34) + left("seen", 10) + left("kept", 10) + left("share", 8) + left("dropped", 10)
  }

  fileprivate static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  fileprivate static func left(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}

extension ConsentReport.Purpose {
  fileprivate var lines: [String] {
    guard let all else {
      return ["  \(kept) kept; under \(SmallCounts.threshold) dropped, so no more is told"]
    }
    var lines = [all.text("all")]
    lines += days.map { line in line.text(line.day.map { "\($0)  \(line.source ?? "?")" }) }
    lines += ConsentReport.Purpose.list("by who made them", makers)
    let people = isWithBots ? "" : ", of people"
    lines += ConsentReport.Purpose.list("by device\(people)", devices)
    lines += ConsentReport.Purpose.list("by referrer\(people)", referrers)
    return lines + slices.map { "  warning: \($0.text(purpose: purpose))" }
  }

  private static func list(_ title: String, _ lines: [ConsentReport.Line]) -> [String] {
    lines.isEmpty ? [] : ["  \(title)"] + lines.map { $0.text($0.cell.map { "  \($0)" }) }
  }
}

extension ConsentReport.Line {
  /// The line in words, under a name; merged ones are `other`.
  fileprivate func text(_ name: String?) -> String {
    let reasons = (byReason ?? [:]).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    let title = name ?? (byReason == nil ? "  other" : "other")
    return ConsentReport.pad("  \(title)", 34) + ConsentReport.left("\(seen)", 10)
      + ConsentReport.left("\(kept)", 10) + ConsentReport.left(ConsentSlice.percent(share), 8)
      + ConsentReport.left("\(dropped)", 10) + (reasons.isEmpty ? "" : "  \(reasons)")
  }
}
