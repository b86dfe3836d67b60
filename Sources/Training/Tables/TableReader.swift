import Bytes

/// Reads a table of examples from CSV with a header, block by block.
///
/// One column holds the labels: 1, +1, `true` and `yes` are achieved, 0, -1, `false` and `no` are not,
/// in letters of any case. Every record has as many fields as the header. Memory: four bytes a field,
/// and each column's different values once.
public struct TableReader: Sendable {
  /// The name of the column of labels.
  public let label: String
  /// How many columns a header may have.
  public static let maximumColumns = 65_536

  private var records: CSVReader
  private var filling = Filling()

  /// A reader of a table whose column `label` holds the labels.
  public init(label: String, maximumRecordBytes: Int = 8 << 20) {
    self.label = label
    records = CSVReader(maximumRecordBytes: maximumRecordBytes)
  }

  /// Reads the next block of bytes.
  ///
  /// - Throws: ``CSVError``.
  public mutating func read(_ block: Span<UInt8>) throws(CSVError) {
    try reading { (records, body) in try records.read(block, body) }
  }

  /// Reads the last record where it had no line end, and gives the table.
  ///
  /// - Throws: ``CSVError``.
  public mutating func finish() throws(CSVError) -> Table {
    try reading { (records, body) in try records.finish(body) }
    guard let table = filling.table else { throw .noHeader }
    return table
  }

  private mutating func reading(
    _ work: (inout CSVReader, (borrowing CSVRecord) throws -> Void) throws -> Void
  ) throws(CSVError) {
    do {
      try work(&records) { record in try filling.take(record, label: label) }
    } catch let error as CSVError {
      throw error
    } catch {
      preconditionFailure("reading a table threw \(type(of: error))")
    }
  }
}

/// A table on its way from records.
private struct Filling {
  var table: Table?
  private var labelField = 0

  mutating func take(_ record: borrowing CSVRecord, label: String) throws(CSVError) {
    guard table != nil else {
      try begin(names(record), label)
      return
    }
    try append(record)
  }

  private func names(_ header: borrowing CSVRecord) throws(CSVError) -> [String] {
    guard header.count <= TableReader.maximumColumns else {
      throw .tooManyColumns(line: header.line, limit: TableReader.maximumColumns)
    }
    var names: [String] = []
    var places: [String: Int] = [:]
    for field in 0..<header.count {
      let name = String(header.text.span.extracting(header[field]))
      guard !name.isEmpty else { throw .emptyName(column: field + 1) }
      if let first = places.updateValue(field, forKey: name) {
        throw .repeatedName(column: field + 1, first: first + 1)
      }
      names.append(name)
    }
    return names
  }

  private mutating func begin(_ names: [String], _ label: String) throws(CSVError) {
    guard let field = names.firstIndex(of: label) else {
      throw .noLabel(name: label, nearest: nearestName(to: label, in: names))
    }
    labelField = field
    var columns = names.map(TableColumn.init(name:))
    columns.remove(at: field)
    table = Table(columns: columns)
  }

  private mutating func append(_ record: borrowing CSVRecord) throws(CSVError) {
    let expected = (table?.columns.count ?? 0) + 1
    guard record.count == expected else {
      throw .raggedRecord(line: record.line, found: record.count, expected: expected)
    }
    let text = record.text.span
    let labelText = text.extracting(record[labelField])
    guard let label = labelText.extracting(labelText.trimmed).label() else {
      throw .badLabel(line: record.line, column: labelField + 1)
    }
    table?.labels.append(label)
    for field in 0..<record.count where field != labelField {
      let column = field < labelField ? field : field - 1
      let value = text.extracting(record[field])
      guard (table?.columns[column].textBytes ?? 0) + value.count <= ByteRange.fullBuffer else {
        throw .columnTooLarge(
          line: record.line, column: field + 1, limit: ByteRange.fullBuffer)
      }
      table?.columns[column].append(value)
    }
  }
}

extension Span<UInt8> {
  /// Whether the text of a label says that the outcome was achieved; nil where it says neither.
  fileprivate func label() -> Bool? {
    switch decimalValue() {
    case 1: return true
    case 0, -1: return false
    case .some: return nil
    case nil: break
    }
    if isEqualIgnoringCase(to: "true") || isEqualIgnoringCase(to: "yes") { return true }
    if isEqualIgnoringCase(to: "false") || isEqualIgnoringCase(to: "no") { return false }
    return nil
  }
}
