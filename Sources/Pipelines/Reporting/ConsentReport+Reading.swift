import Bytes
import Workspace

extension ConsentReport {
  /// Reads what a workspace's runs have counted.
  ///
  /// - Parameters:
  ///   - workspace: the workspace's folder.
  ///   - days: the days to tell of, the second not included; nil for all.
  ///   - purposes: the purposes to tell of; none for all.
  /// - Throws: ``StageFailure``: 66 where no run has counted there, 65 where its record is damaged, 64
  ///   for a purpose of which nothing is known; ``WorkspaceError`` where a file can't be read.
  public init(
    workspace: String, days: Range<Int>? = nil, purposes wanted: [String] = []
  ) throws {
    guard let manifest = try RunManifest.current(in: workspace),
      Folder.exists("\(workspace)/\(CellTable.path)")
    else {
      throw StageFailure(
        .noInput, "\(workspace): no run has counted here yet; `sojourn run` does")
    }
    self.init(controller: manifest.controller, run: manifest.run, asOf: manifest.figures.asOf)
    let all = try CellTable.read(workspace: workspace)
    let rows = all.filter { days?.contains($0.day.dayNumber) ?? true }
    firstDay = rows.map(\.day.dayNumber).min().map { CivilDate(dayNumber: $0).isoDate }
    lastDay = rows.map(\.day.dayNumber).max().map { CivilDate(dayNumber: $0).isoDate }
    let known = ConsentReport.names(all)
    if let unknown = wanted.first(where: { !known.contains($0) }) {
      throw StageFailure(
        .usage,
        "\(unknown): no run has counted for this purpose; it counts for \(known.joined(separator: ", "))"
      )
    }
    let sessions = ConsentReport.sessions(manifest.outputs, days)
    purposes = (wanted.isEmpty ? known : wanted).map {
      Purpose($0, rows, sessions: sessions[$0] ?? 0)
    }
  }

  /// The purposes in the order in which they were declared: that of the rows of each cell.
  private static func names(_ rows: [CellTable.Row]) -> [String] {
    var names: [String] = []
    for row in rows where !names.contains(row.purpose) { names.append(row.purpose) }
    return names
  }

  /// How many sessions each purpose's events form, by the day of their start.
  private static func sessions(_ tables: [TableFile], _ days: Range<Int>?) -> [String: Int] {
    let prefix = "tables/sessions/purpose="
    var sessions: [String: Int] = [:]
    for table in tables {
      guard let partition = TableLayout.partition(of: table.path),
        partition.table.hasPrefix(prefix), days?.contains(partition.day) ?? true
      else { continue }
      sessions[String(partition.table.dropFirst(prefix.count)), default: 0] += table.rows
    }
    return sessions
  }

  /// The report as a JSON document.
  public func json() throws -> [UInt8] { try JSONDocument.encode(self) }
}
