/// Why a file can't be read.
public enum ParquetFault: Equatable, Sendable {
  /// The file does not start and end with Parquet's magic bytes, or is too short to.
  case notParquet
  /// The file, or a column of it, is encrypted.
  case encrypted
  /// A structure's bytes make no sense, or end too early.
  case badStructure
  /// What the footer says does not fit together, or not with the file.
  case badFooter(Mismatch)
  /// A page's header or content does not fit together, or not with the footer.
  case badPage(Mismatch)
  /// A page's frame can't be unpacked, or its checksum is wrong.
  case badFrame
  /// Lawful, and nothing that this codec writes.
  case unsupported(Feature)
  /// More of something than the limit allows.
  case tooLarge(Quantity, found: Int, limit: Int)
  /// The library had no memory left.
  case outOfMemory

  /// What does not fit.
  public enum Mismatch: String, Sendable {
    /// A required field is missing.
    case missingField = "a field that is missing"
    /// The footer is longer than the file.
    case footerLength = "the footer's length"
    /// The number of columns, or a column's place among them.
    case columns = "the columns"
    /// A number of rows or values.
    case rowCount = "the number of rows"
    /// A place outside the file or the column chunk.
    case place = "a place outside the file"
    /// A length of a page or of a value.
    case length = "a length"
    /// Levels or codes that are no hybrid of runs and packed bits, or of the wrong number.
    case runs = "the runs"
    /// A code without an entry in the dictionary.
    case code = "a code that the dictionary lacks"
    /// A second dictionary, or one after the data.
    case dictionary = "the dictionary's place"
  }

  /// What other writers use and this reader does not know; numbers are those of `parquet.thrift`.
  public enum Feature: Equatable, Sendable {
    /// A compression codec other than zstd.
    case codec(Int)
    /// An encoding of values or levels.
    case encoding(Int)
    /// A kind of page.
    case page(Int)
    /// A physical type of the column at that place.
    case type(Int)
    /// A meaning of the column at that place: a logical or converted type.
    case meaning(column: Int)
    /// A column that is nested or repeated.
    case nested(column: Int)
    /// Columns in other files.
    case otherFile
  }

  /// What a limit counts.
  public enum Quantity: String, Sendable {
    /// Rows of a row group.
    case rowGroupRows = "rows in a row group"
    /// Bytes of a page, unpacked.
    case pageBytes = "bytes in a page"
    /// Bytes of text that a caller collects.
    case textBytes = "bytes of text"
    /// Bytes of the footer.
    case footerBytes = "bytes in the footer"
  }
}

/// A file that can't be read: what was found, and where.
public struct ParquetError: Error, Equatable, Sendable {
  /// What is wrong.
  public let fault: ParquetFault
  /// The offset in the file, in bytes, near which it showed.
  public let offset: Int

  /// An error at a place.
  public init(_ fault: ParquetFault, at offset: Int) {
    self.fault = fault
    self.offset = offset
  }
}

/// How much a reader takes on before it gives up a file.
public struct ParquetLimits: Hashable, Sendable {
  /// How many rows a row group may have.
  public var maximumRowGroupRows: Int
  /// How many bytes a page may have unpacked.
  public var maximumPageBytes: Int
  /// How many bytes the footer may have.
  public var maximumFooterBytes: Int

  /// Limits; the defaults take every file that this codec writes with the default options, and values of up
  /// to 256 MiB.
  public init(
    maximumRowGroupRows: Int = 1 << 24, maximumPageBytes: Int = 1 << 28,
    maximumFooterBytes: Int = 1 << 27
  ) {
    self.maximumRowGroupRows = maximumRowGroupRows
    self.maximumPageBytes = maximumPageBytes
    self.maximumFooterBytes = maximumFooterBytes
  }
}
