/// Why a table can't be read; each names the line, from 1, and the column by its number, from 1.
///
/// A line is that on which the record begins, or where quotes were opened. No error holds a value.
public enum CSVError: Error, Equatable {
  /// A quote stands inside a field that did not begin with one.
  case quoteInField(line: Int, column: Int)
  /// After a field's closing quote there is something else than a comma or the line's end.
  case textAfterQuote(line: Int, column: Int)
  /// Quotes are open at the end.
  case openQuote(line: Int, column: Int)
  /// A carriage return stands outside of quotes without a line feed after it.
  case bareReturn(line: Int, column: Int)
  /// A record has another number of fields than the header.
  case raggedRecord(line: Int, found: Int, expected: Int)
  /// A record is longer than is allowed, in bytes.
  case recordTooLong(line: Int, limit: Int)
  /// The header has more columns than are allowed.
  case tooManyColumns(line: Int, limit: Int)
  /// There is no header.
  case noHeader
  /// A column of the header has no name.
  case emptyName(column: Int)
  /// Two columns of the header have one name.
  case repeatedName(column: Int, first: Int)
  /// No column has the name of the label; `nearest` is the most like it.
  case noLabel(name: String, nearest: String?)
  /// A label is none of 1, +1, 0, -1, true, false, yes and no.
  case badLabel(line: Int, column: Int)
  /// A column's different values need more room than is allowed, in bytes.
  case columnTooLarge(line: Int, column: Int, limit: Int)
}
