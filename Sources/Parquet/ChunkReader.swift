import Bytes

/// Unpacks the pages of one column chunk one after the other, checking each against the footer.
struct ChunkReader {
  /// The page's content, and slack after it.
  private(set) var page: [UInt8] = []
  /// How many bytes of the page are content.
  private(set) var contentBytes = 0
  /// Where the values start in the page, after its levels.
  private(set) var valueStart = 0
  /// How many values the page has: its rows without those that have none.
  private(set) var valueCount = 0
  /// How many rows came before the page.
  private(set) var firstRow = 0
  /// How many rows the page has.
  private(set) var rowCount = 0
  /// How the page's values are encoded.
  private(set) var encoding: Int32 = 0
  private(set) var isDictionary = false
  /// Whether each row of the pages so far has a value.
  private(set) var presence = BitRuns()

  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  private let base: Int
  private let totalRows: Int
  private let isNullable: Bool
  private let maximumPageBytes: Int
  private let decompressor: PageDecompressor
  /// Where the page that was read last starts in the file.
  private(set) var pageOffset = 0
  private var isFirst = true

  /// A reader of a column of a row group, whose bytes are those of `range` and lie at `place` of the file.
  init(
    _ bytes: [UInt8], in range: Range<Int>, of column: Int, rowGroup: Int, footer: ParquetFooter
  ) throws(ParquetError) {
    let place = footer.place(column: column, rowGroup: rowGroup)
    precondition(range.count == place.count, "\(range.count) bytes for the chunk at \(place)")
    guard let decompressor = PageDecompressor() else {
      throw ParquetError(.outOfMemory, at: place.lowerBound)
    }
    self.bytes = bytes
    self.decompressor = decompressor
    position = range.lowerBound
    end = range.upperBound
    base = place.lowerBound - range.lowerBound
    totalRows = footer.rowGroups[rowGroup].rowCount
    isNullable = footer.schema.columns[column].isNullable
    maximumPageBytes = footer.limits.maximumPageBytes
  }

  /// Unpacks the next page; false where all rows were read.
  mutating func next() throws(ParquetError) -> Bool {
    firstRow += rowCount
    rowCount = 0
    pageOffset = base + position
    if firstRow == totalRows {
      guard position == end else { throw mismatch(.place) }
      return false
    }
    var thrift = ThriftReader(bytes, in: position..<end, base: base)
    let header = try PageHeader(&thrift)
    position = thrift.position
    try unpack(header)
    try start(header)
    isFirst = false
    return true
  }

  /// An error in the page that was read last.
  func mismatch(_ what: ParquetFault.Mismatch) -> ParquetError {
    ParquetError(.badPage(what), at: pageOffset)
  }

  /// The error of a page whose encoding is not one of those that its type may have.
  func unsupportedEncoding() -> ParquetError {
    ParquetError(.unsupported(.encoding(Int(encoding))), at: pageOffset)
  }

  private mutating func unpack(_ header: PageHeader) throws(ParquetError) {
    guard let content = header.contentBytes, let frame = header.frameBytes else {
      throw mismatch(.missingField)
    }
    guard frame >= 0, frame <= end - position, content >= 0,
      content <= PageDecompressor.maximumContent(ofFrame: frame)
    else { throw mismatch(.length) }
    guard content <= maximumPageBytes else {
      throw ParquetError(
        .tooLarge(.pageBytes, found: content, limit: maximumPageBytes), at: pageOffset)
    }
    let file = bytes
    let packed = file.span.extracting(position..<position + frame)
    guard PageDecompressor.contentSize(ofFrame: packed) == content else {
      throw ParquetError(.badFrame, at: base + position)
    }
    if page.count < content + RunLengthReader.slackBytes {
      page = [UInt8](repeating: 0, count: content + RunLengthReader.slackBytes)
    }
    guard decompressor.unpack(packed, into: &page, count: content) else {
      throw ParquetError(.badFrame, at: base + position)
    }
    contentBytes = content
    position += frame
  }

  private mutating func start(_ header: PageHeader) throws(ParquetError) {
    guard let count = header.valueCount, let encoding = header.encoding, let kind = header.kind
    else { throw mismatch(.missingField) }
    guard let encoding = Int32(exactly: encoding) else { throw mismatch(.missingField) }
    self.encoding = encoding
    isDictionary = kind == Int(PageKind.dictionary)
    valueStart = 0
    if isDictionary {
      guard isFirst else { throw mismatch(.dictionary) }
      // Each entry of a dictionary takes a byte at least.
      guard count >= 0, count <= contentBytes else { throw mismatch(.rowCount) }
      valueCount = count
      return
    }
    guard count >= 0, count <= totalRows - firstRow else { throw mismatch(.rowCount) }
    rowCount = count
    try readLevels()
  }

  private mutating func readLevels() throws(ParquetError) {
    guard isNullable else {
      presence.append(true, count: rowCount)
      valueCount = rowCount
      return
    }
    guard contentBytes >= 4 else { throw mismatch(.length) }
    let length = plainLength(page.span, at: 0)
    guard length <= contentBytes - 4 else { throw mismatch(.length) }
    let before = presence.setCount
    let levels = page
    guard presence.append(levelsIn: 4..<4 + length, of: levels.span, count: rowCount) else {
      throw mismatch(.runs)
    }
    valueCount = presence.setCount - before
    valueStart = 4 + length
  }

  /// Reads the page's codes, each below `limit`, at the end of `codes`.
  func appendCodes(to codes: inout [UInt32], below limit: Int) throws(ParquetError) {
    guard valueCount > 0 else { return }
    guard valueStart < contentBytes else { throw mismatch(.length) }
    let width = Int(page[valueStart])
    guard width <= 32 else { throw mismatch(.runs) }
    let first = codes.count
    guard
      codes.append(
        codesIn: valueStart + 1..<contentBytes, of: page.span, width: width, count: valueCount)
    else { throw mismatch(.runs) }
    var greatest: UInt32 = 0
    let new = codes.span.extracting(first..<codes.count)
    for index in new.indices { greatest = max(greatest, new[index]) }
    guard Int(greatest) < limit else { throw mismatch(.code) }
  }
}
