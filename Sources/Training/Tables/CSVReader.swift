import Bytes

/// Reads CSV as RFC 4180 has it, block by block, however the blocks are cut.
///
/// Fields are parted by commas, records by LF or CRLF. A field in double quotes may hold commas, line
/// ends and doubled quotes. A byte order mark before the first record and lines without a byte are
/// passed over; spaces belong to their field. What the format does not allow is refused, since a
/// guess would shift values into other columns.
public struct CSVReader: Sendable {
  private enum Place {
    case fieldStart, plain, quoted, quoteInQuotes, afterReturn
  }

  /// After how many bytes of fields a record is refused.
  public let maximumRecordBytes: Int
  private var place = Place.fieldStart
  private var record = CSVRecord()
  private var line = 1
  private var quoteLine = 1
  private var hasQuotes = false
  /// How many bytes of a byte order mark were seen; nil once it is decided.
  private var markLength: Int? = 0

  /// A reader that refuses records of more than `maximumRecordBytes` bytes.
  public init(maximumRecordBytes: Int = 8 << 20) {
    self.maximumRecordBytes = maximumRecordBytes
  }

  /// Takes the next block, handing each record that ends in it to `body`.
  ///
  /// - Throws: ``CSVError``, or what `body` throws.
  public mutating func read(
    _ block: Span<UInt8>, _ body: (borrowing CSVRecord) throws -> Void
  ) throws {
    var index = try passMark(block)
    while index < block.count {
      switch place {
      case .fieldStart: beginField(block, &index)
      case .plain: try readPlain(block, &index, body)
      case .quoted: try readQuoted(block, &index)
      case .quoteInQuotes: try readAfterQuote(block, &index, body)
      case .afterReturn:
        guard block[index] == 0x0A else { throw CSVError.bareReturn(line: line, column: column) }
        index += 1
        try endRecord(body)
      }
    }
  }

  /// Hands on the last record where it had no line end.
  ///
  /// - Throws: ``CSVError``, or what `body` throws.
  public mutating func finish(_ body: (borrowing CSVRecord) throws -> Void) throws {
    if let length = markLength, length > 0 {
      markLength = nil
      try takeMark(length)
      place = .plain
    }
    guard place != .quoted else {
      throw CSVError.openQuote(line: quoteLine, column: column)
    }
    if !isBlank { try endRecord(body) }
  }

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The number of the field at hand.
  private var column: Int { record.count + 1 }

  private var isBlank: Bool { record.count == 0 && record.text.isEmpty && !hasQuotes }

  /// Passes over a byte order mark, of which a block may hold any part.
  private mutating func passMark(_ block: Span<UInt8>) throws -> Int {
    guard var length = markLength else { return 0 }
    var index = 0
    while index < block.count, length < 3, block[index] == CSVReader.mark[length] {
      index += 1
      length += 1
    }
    if length == 3 {
      markLength = nil
    } else if index < block.count {
      markLength = nil
      guard length > 0 else { return index }
      try takeMark(length)
      place = .plain
    } else {
      markLength = length
    }
    return index
  }

  private mutating func beginField(_ block: Span<UInt8>, _ index: inout Int) {
    guard block[index] == 0x22 else {
      place = .plain
      return
    }
    index += 1
    place = .quoted
    quoteLine = line
    hasQuotes = true
  }

  private mutating func readPlain(
    _ block: Span<UInt8>, _ index: inout Int, _ body: (borrowing CSVRecord) throws -> Void
  ) throws {
    let start = index
    while index < block.count, !endsPlain(block[index]) { index += 1 }
    try take(block.extracting(start..<index))
    guard index < block.count else { return }
    guard block[index] != 0x22 else {
      throw CSVError.quoteInField(line: line, column: column)
    }
    try endField(block[index], body)
    index += 1
  }

  private mutating func readQuoted(_ block: Span<UInt8>, _ index: inout Int) throws {
    let end = block.firstIndex(of: 0x22, from: index)
    let run = block.extracting(index..<(end ?? block.count))
    try take(run)
    for position in 0..<run.count where run[position] == 0x0A { line += 1 }
    index = end.map { $0 + 1 } ?? block.count
    if end != nil { place = .quoteInQuotes }
  }

  private mutating func readAfterQuote(
    _ block: Span<UInt8>, _ index: inout Int, _ body: (borrowing CSVRecord) throws -> Void
  ) throws {
    let byte = block[index]
    if byte == 0x22 {
      try take(block.extracting(index..<(index + 1)))
      place = .quoted
    } else if endsPlain(byte) {
      try endField(byte, body)
    } else {
      throw CSVError.textAfterQuote(line: line, column: column)
    }
    index += 1
  }

  /// Ends the field at hand by a comma, a line feed or a carriage return.
  private mutating func endField(
    _ byte: UInt8, _ body: (borrowing CSVRecord) throws -> Void
  ) throws {
    switch byte {
    case 0x2C:
      record.ends.append(record.text.count)
      place = .fieldStart
    case 0x0D: place = .afterReturn
    default: try endRecord(body)
    }
  }

  private mutating func endRecord(_ body: (borrowing CSVRecord) throws -> Void) throws {
    if !isBlank {
      record.ends.append(record.text.count)
      try body(record)
    }
    line += 1
    record.begin(line: line)
    hasQuotes = false
    place = .fieldStart
  }

  /// Takes the beginning of a byte order mark that was none.
  private mutating func takeMark(_ length: Int) throws {
    try take(CSVReader.mark.span.extracting(0..<length))
  }

  private mutating func take(_ bytes: Span<UInt8>) throws {
    guard record.text.count + record.count + bytes.count <= maximumRecordBytes else {
      throw CSVError.recordTooLong(line: record.line, limit: maximumRecordBytes)
    }
    record.text.append(bytes)
  }
}

/// Whether a byte ends a field without quotes, or has no place in one.
private func endsPlain(_ byte: UInt8) -> Bool {
  byte == 0x2C || byte == 0x0A || byte == 0x0D || byte == 0x22
}
