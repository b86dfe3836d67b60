import Foundation

/// A CSV file's rows by its first row's names (RFC 4180), for shared vectors.
func csvRows(_ path: String) throws -> [[String: String]] {
  var table = csvCells(try String(contentsOf: URL(filePath: path), encoding: .utf8))
  let names = table.removeFirst()
  return table.map { Dictionary(uniqueKeysWithValues: zip(names, $0)) }
}

private func csvCells(_ text: String) -> [[String]] {
  var rows: [[String]] = []
  var row: [String] = []
  var cell = ""
  var isQuoted = false
  var previous: Character?
  for character in text {
    switch character {
    case "\"":
      if !isQuoted, previous == "\"" { cell.append("\"") }
      isQuoted.toggle()
    case "," where !isQuoted:
      row.append(cell)
      cell = ""
    case "\n" where !isQuoted, "\r\n" where !isQuoted:
      rows.append(row + [cell])
      row = []
      cell = ""
    default: cell.append(character)
    }
    previous = character
  }
  if !row.isEmpty || !cell.isEmpty { rows.append(row + [cell]) }
  return rows
}
