import Bytes
import Compression
import Training

/// Tables of examples from CSV files.
struct TableInput {
  /// The column of the labels.
  let label: String

  /// Reads a file, packed or plain.
  ///
  /// - Throws: ``StageFailure`` 65 naming line and column, 64 where there is no such column, or
  ///   `ReadError`.
  func read(_ path: String) throws -> Table {
    let file = InputFile(path: path)
    var reader = TableReader(label: label)
    do {
      _ = try file.forEachBlock { try reader.read($0) }
      return try reader.finish()
    } catch {
      if path == "-" { LineInput.drainStandardInput() }
      guard let error = error as? CSVError else { throw error }
      throw StageFailure(error.isUsage ? .usage : .badData, "\(file.name)\(error.text)")
    }
  }
}

extension TableError {
  /// What was expected and is missing.
  var text: String {
    switch self {
    case .missingColumn(let name, let nearest):
      ": the column `\(name)` of the training table was expected"
        + (nearest.map { "; the nearest is `\($0)`" } ?? "")
    }
  }
}

extension CSVError {
  /// Whether what was asked for is wrong, rather than the file.
  fileprivate var isUsage: Bool {
    if case .noLabel = self { return true }
    return false
  }

  /// `:line: what was expected`.
  fileprivate var text: String {
    switch self {
    case .quoteInField(let line, let column):
      ":\(line): column \(column): a quote stands inside a field that did not begin with one"
    case .textAfterQuote(let line, let column):
      ":\(line): column \(column): a comma or the line's end was expected after the closing quote"
    case .openQuote(let line, let column):
      ":\(line): column \(column): the quote that was opened here is never closed"
    case .bareReturn(let line, let column):
      ":\(line): column \(column): a carriage return without a line feed"
    case .raggedRecord(let line, let found, let expected):
      ":\(line): \(found) fields, where the header has \(expected)"
    case .recordTooLong(let line, let limit): ":\(line): a record of more than \(limit) bytes"
    case .tooManyColumns(let line, let limit): ":\(line): more than \(limit) columns"
    case .noHeader: ": a header with the columns' names was expected"
    case .emptyName(let column): ":1: column \(column) has no name"
    case .repeatedName(let column, let first):
      ":1: column \(column) has the name of column \(first)"
    case .noLabel(let name, let nearest):
      ": --label \(name): no column has this name"
        + (nearest.map { "; the nearest is `\($0)`" } ?? "")
    case .badLabel(let line, let column):
      ":\(line): column \(column): a label 1, 0, +1, -1, true, false, yes or no was expected"
    case .columnTooLarge(let line, let column, let limit):
      ":\(line): column \(column): the different values have more than \(limit) bytes"
    }
  }
}
