import Bytes
package import Workspace

extension ConsentReport.Purpose {
  /// Counts the events of one purpose.
  ///
  /// - Parameters:
  ///   - rows: the counts of all purposes.
  ///   - sessions: how many sessions the purpose's events form, by which it is told how far events
  ///     speak for themselves; see ``ConsentSlice``.
  package init(_ purpose: String, _ rows: [CellTable.Row], sessions: Int) {
    let rows = rows.filter { $0.purpose == purpose }
    self.init(cellsOf: purpose, rows, sessions: sessions)
    guard all != nil else { return }
    days = ConsentReport.Purpose.days(rows)
    // What a reason is shown with is what the days show of it: no more can be had from the total.
    all?.byReason = [:]
    for line in days { all?.add(ConsentReport.Line(byReason: line.byReason ?? [:])) }
  }

  /// Counts the events of one purpose by their cells alone, from its own rows.
  init(cellsOf purpose: String, _ rows: [CellTable.Row], sessions: Int) {
    self.init(purpose: purpose)
    var all = ConsentReport.Line()
    all.isMerged = false
    for row in rows { all.count(row.count, row.reason) }
    kept = all.kept
    guard !SmallCounts.isSmall(all.dropped) else { return }
    self.all = all
    makers = SmallCounts.merge(ConsentReport.Purpose.lines(rows) { $0.isBot ? "bots" : "people" })
    isWithBots = makers.contains(where: \.isMerged)
    let people = isWithBots ? rows : rows.filter { !$0.isBot }
    devices = SmallCounts.merge(ConsentReport.Purpose.lines(people, \.device))
    referrers = SmallCounts.merge(ConsentReport.Purpose.lines(people, \.referrerMedium))
    let perSession = sessions > 0 ? max(1, Double(kept) / Double(sessions)) : nil
    guard let perSession else { return }
    slices =
      ConsentSlice.find(devices, .device, perSession: perSession)
      + ConsentSlice.find(referrers, .referrer, perSession: perSession)
  }

  /// The lines by day and source, each with its reasons.
  private static func days(_ rows: [CellTable.Row]) -> [ConsentReport.Line] {
    var lines: [ConsentReport.Line] = []
    var last: (day: Int, source: String?)?
    for row in rows {
      if last?.day != row.day.dayNumber || last?.source != row.source {
        last = (row.day.dayNumber, row.source)
        var line = ConsentReport.Line(byReason: [:])
        line.day = row.day.isoDate
        line.source = row.source
        lines.append(line)
      }
      lines[lines.count - 1].count(row.count, row.reason)
    }
    return SmallCounts.merge(lines).map { line in
      var line = line
      line.byReason = SmallCounts.merge(line.byReason ?? [:])
      return line
    }
  }

  /// The lines by a part of the cell, the one with the most events first.
  private static func lines(
    _ rows: [CellTable.Row], _ name: (CellTable.Row) -> String
  ) -> [ConsentReport.Line] {
    var lines: [String: ConsentReport.Line] = [:]
    for row in rows {
      var line = lines[name(row)] ?? ConsentReport.Line(cell: name(row))
      line.count(row.count, row.reason)
      lines[name(row)] = line
    }
    return lines.values.sorted { ($1.seen, $0.cell ?? "") < ($0.seen, $1.cell ?? "") }
  }
}

extension ConsentReport.Line {
  /// A line that says why, so far with these counts alone.
  fileprivate init(byReason: [String: Int]) {
    isMerged = false
    self.byReason = byReason
  }

  /// A line of one cell.
  fileprivate init(cell: String) {
    isMerged = false
    self.cell = cell
  }
}
