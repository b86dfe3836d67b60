/// How a file is cut and packed; another choice gives other bytes for the same rows.
public struct ParquetOptions: Hashable, Sendable {
  /// The zstd level of pages: 1 (fastest) to 19 (smallest).
  public let zstdLevel: Int32
  /// How many rows a row group has at most.
  public let maximumRowGroupRows: Int
  /// How many bytes a page has at most before it is packed; a longer value has a page of its own.
  public let maximumPageBytes: Int
  /// How many bytes a dictionary has at most; a column chunk that needs more is written plain.
  public let maximumDictionaryBytes: Int
  /// Whether the writer keeps the content of pages before it is packed, for a digest.
  public let keepsContent: Bool

  /// Options, each with the value that suits tables at rest.
  public init(
    zstdLevel: Int32 = 1, maximumRowGroupRows: Int = 1 << 17, maximumPageBytes: Int = 1 << 20,
    maximumDictionaryBytes: Int = 1 << 20, keepsContent: Bool = false
  ) {
    precondition((1...19).contains(zstdLevel), "a zstd level of \(zstdLevel); 1 to 19")
    precondition(
      (1...1 << 24).contains(maximumRowGroupRows),
      "row groups of \(maximumRowGroupRows) rows; 1 to 16,777,216")
    precondition(
      (64...1 << 30).contains(maximumPageBytes), "pages of \(maximumPageBytes) bytes; 64 to 2^30")
    precondition(
      (0...1 << 30).contains(maximumDictionaryBytes),
      "dictionaries of \(maximumDictionaryBytes) bytes; 0 to 2^30")
    self.zstdLevel = zstdLevel
    self.maximumRowGroupRows = maximumRowGroupRows
    self.maximumPageBytes = maximumPageBytes
    self.maximumDictionaryBytes = maximumDictionaryBytes
    self.keepsContent = keepsContent
  }
}
