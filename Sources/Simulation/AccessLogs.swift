import Bytes

/// The access logs of the shop's servers, and how each rotates them.
///
/// `web1` rotates at midnight and names files by day, packed; `web2` counts backwards, the newest
/// one plain; `web3` rotates at 06:25 and names files by the day of rotation, the current one plain.
struct AccessLogs {
  static let names: [StaticString] = ["web1", "web2", "web3"]
  private static let rotation: Int64 = (6 * 60 + 25) * 60_000

  private var stores = AccessLogs.names.map { _ in LineStore() }
  private let settings: SimulationSettings

  init(_ settings: SimulationSettings) {
    self.settings = settings
  }

  /// Adds a line to a server's log.
  mutating func add(_ line: [UInt8], server: Int, arrival: Int64) {
    stores[server].add(line, arrival: arrival)
  }

  /// The files that are finished once a day has been made; all that are left after the last one.
  mutating func finishedFiles(after day: Int) -> [SimulatedFile] {
    let isLast = day == settings.days - 1
    let end = isLast ? Int64.max : settings.midnight(day + 1)
    let date = settings.date(day)
    var files = [
      file(server: 0, "access.log-\(compact(date)).gz", before: end),
      file(server: 1, AccessLogs.countedName(settings.days - day), before: end),
      file(
        server: 2, "access.log-\(compact(date)).gz",
        before: settings.midnight(day) + AccessLogs.rotation),
    ]
    if isLast { files.append(file(server: 2, "access.log", before: end)) }
    return files
  }

  private static func countedName(_ age: Int) -> String {
    age == 1 ? "access.log.1" : "access.log.\(age).gz"
  }

  private func compact(_ date: CivilDate) -> String {
    var text: [UInt8] = []
    text.append(decimal: date.year, minimumDigits: 4)
    text.append(decimal: date.month, minimumDigits: 2)
    text.append(decimal: date.day, minimumDigits: 2)
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func file(server: Int, _ name: String, before end: Int64) -> SimulatedFile {
    let content = stores[server].take(before: end)
    return SimulatedFile(
      path: "logs/\(AccessLogs.names[server])/\(name)",
      bytes: name.hasSuffix(".gz") ? gzip(content) : content)
  }
}
