extension ParquetError: CustomStringConvertible {
  /// What is wrong, where, and what to do; nothing of the content.
  public var description: String { "at byte \(offset): \(fault)" }
}

extension ParquetFault: CustomStringConvertible {
  /// What is wrong and what to do; nothing of the content.
  public var description: String {
    switch self {
    case .notParquet: "is no Parquet file, or is cut short; copy or make it again"
    case .encrypted: "is encrypted; decrypt it first"
    case .badStructure: "damaged: a structure makes no sense; copy or make the file again"
    case .badFooter(let mismatch):
      "damaged: in the footer, \(mismatch.rawValue) does not fit; copy or make the file again"
    case .badPage(let mismatch):
      "damaged: in a page, \(mismatch.rawValue) does not fit; copy or make the file again"
    case .badFrame: "damaged: a page can't be unpacked; copy or make the file again"
    case .unsupported(let feature): "\(feature) is not supported; write the table with Sojourn"
    case .tooLarge(let quantity, let found, let limit):
      "\(found) \(quantity.rawValue), and the limit is \(limit)"
    case .outOfMemory: "zstd had no memory left"
    }
  }
}

extension ParquetFault.Feature: CustomStringConvertible {
  /// What it is, with its number in `parquet.thrift`.
  public var description: String {
    switch self {
    case .codec(let number): "compression codec \(number) (only zstd, 6, is)"
    case .encoding(let number): "encoding \(number) of values or levels"
    case .page(let number): "a page of kind \(number)"
    case .type(let number): "physical type \(number)"
    case .meaning(let column): "the logical type of column \(column)"
    case .nested(let column): "column \(column), which is nested or repeated,"
    case .otherFile: "a column that lies in another file"
    }
  }
}
