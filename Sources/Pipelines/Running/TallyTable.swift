import Bytes
import Consent
import Workspace

extension TableWriter {
  /// Writes the workspace's own, exact counts of dropped events by day, purpose and reason.
  mutating func writeTally(_ tally: DropTally) throws(WorkspaceError) {
    var content: [UInt8] = []
    var rows = 0
    for (key, count) in tally.exact {
      content.append("{\"controller\":")
      content.append(json: key.controller)
      content.append(",\"day\":\"")
      content.append(date: key.day)
      content.append("\",\"purpose\":")
      content.append(json: key.purpose)
      content.append(",\"reason\":")
      content.append(json: key.reason.rawValue)
      content.append(",\"count\":")
      content.append(decimal: count)
      content.append("}\n")
      rows += 1
    }
    try write(content, rows: rows, to: "consent_tally/tally.ndjson.gz")
  }
}
