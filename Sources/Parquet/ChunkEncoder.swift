import Bytes

/// Writes one column of a row group as its pages.
struct ChunkEncoder {
  private let maximumPageBytes: Int
  private var chunk = ChunkSummary()
  private var body: [UInt8] = []

  /// Writes all values of a column and tells where they lie.
  static func encode(
    _ buffer: borrowing ColumnBuffer, options: ParquetOptions, into pages: inout PageWriter
  ) -> ChunkSummary {
    var encoder = ChunkEncoder(maximumPageBytes: options.maximumPageBytes)
    encoder.chunk.rowCount = buffer.presence.count
    encoder.chunk.statistics.nullCount = buffer.presence.count - buffer.presence.setCount
    switch buffer.physical {
    case .bytes: encoder.encodeTexts(buffer, into: &pages)
    case .boolean: encoder.encodeFlags(buffer, into: &pages)
    case .int32: encoder.encodeNumbers(buffer, byteCount: 4, into: &pages)
    case .int64, .double: encoder.encodeNumbers(buffer, byteCount: 8, into: &pages)
    }
    return encoder.chunk
  }

  private init(maximumPageBytes: Int) {
    self.maximumPageBytes = maximumPageBytes
  }

  private mutating func encodeTexts(
    _ buffer: borrowing ColumnBuffer, into pages: inout PageWriter
  ) {
    guard !buffer.texts.isPlain, !buffer.texts.codes.isEmpty else {
      chunk.statistics.set(texts: buffer.texts.plain.span)
      return encodePlainTexts(buffer, into: &pages)
    }
    let dictionary = buffer.texts.dictionary.page.span
    chunk.statistics.set(texts: dictionary)
    pages.writePage(
      PageKind.dictionary, dictionary, valueCount: buffer.texts.dictionary.count,
      encoding: ValueEncoding.plain, in: &chunk)
    encodeCodes(
      buffer.texts.codes.span, below: buffer.texts.dictionary.count, of: buffer, into: &pages)
  }

  /// Rows are taken one by one: a page ends before the text that would make it too big.
  private mutating func encodePlainTexts(
    _ buffer: borrowing ColumnBuffer, into pages: inout PageWriter
  ) {
    chunk.encodings = [ValueEncoding.plain, ValueEncoding.runs]
    let plain = buffer.texts.plain.span
    var firstRow = 0
    var firstByte = 0
    // Texts that fit one page need no look at each.
    let fitsOnePage = plain.count <= maximumPageBytes
    var offset = fitsOnePage ? plain.count : 0
    for row in 0..<(fitsOnePage ? 0 : buffer.presence.count) {
      guard buffer.presence[row] else { continue }
      let end = offset + 4 + plainLength(plain, at: offset)
      if end - firstByte > maximumPageBytes, offset > firstByte {
        startPage(of: buffer, rows: firstRow..<row)
        body.append(plain.extracting(firstByte..<offset))
        finishPage(rows: firstRow..<row, ValueEncoding.plain, into: &pages)
        firstRow = row
        firstByte = offset
      }
      offset = end
    }
    startPage(of: buffer, rows: firstRow..<buffer.presence.count)
    body.append(plain.extracting(firstByte..<offset))
    finishPage(rows: firstRow..<buffer.presence.count, ValueEncoding.plain, into: &pages)
  }

  private mutating func encodeCodes(
    _ codes: Span<UInt32>, below count: Int, of buffer: borrowing ColumnBuffer,
    into pages: inout PageWriter
  ) {
    chunk.encodings = [ValueEncoding.plain, ValueEncoding.runs, ValueEncoding.dictionary]
    let width = max(1, Int.bitWidth - (count - 1).leadingZeroBitCount)
    forEachPage(of: buffer, bitsPerValue: width) { encoder, rows, values in
      encoder.body.append(UInt8(width))
      encoder.body.append(codes: codes.extracting(values), width: width)
      encoder.finishPage(rows: rows, ValueEncoding.dictionary, into: &pages)
    }
  }

  private mutating func encodeNumbers(
    _ buffer: borrowing ColumnBuffer, byteCount: Int, into pages: inout PageWriter
  ) {
    let numbers = buffer.numbers.span
    if let dictionary = NumberDictionary(of: numbers) {
      setBounds(dictionary.numbers.span, buffer.physical, byteCount: byteCount)
      var page: [UInt8] = []
      page.append(plain: dictionary.numbers.span, byteCount: byteCount)
      pages.writePage(
        PageKind.dictionary, page.span, valueCount: dictionary.numbers.count,
        encoding: ValueEncoding.plain, in: &chunk)
      return encodeCodes(
        dictionary.codes.span, below: dictionary.numbers.count, of: buffer, into: &pages)
    }
    setBounds(numbers, buffer.physical, byteCount: byteCount)
    chunk.encodings = [ValueEncoding.plain, ValueEncoding.runs]
    forEachPage(of: buffer, bitsPerValue: 8 * byteCount) { encoder, rows, values in
      encoder.body.append(plain: numbers.extracting(values), byteCount: byteCount)
      encoder.finishPage(rows: rows, ValueEncoding.plain, into: &pages)
    }
  }

  private mutating func encodeFlags(
    _ buffer: borrowing ColumnBuffer, into pages: inout PageWriter
  ) {
    chunk.encodings = [ValueEncoding.plain, ValueEncoding.runs]
    if buffer.flags.count > 0 {
      let least = buffer.flags.setCount == buffer.flags.count
      chunk.statistics.minimum = [least ? 1 : 0]
      chunk.statistics.maximum = [buffer.flags.setCount > 0 ? 1 : 0]
    }
    forEachPage(of: buffer, bitsPerValue: 1) { encoder, rows, values in
      encoder.body.append(plain: buffer.flags, in: values)
      encoder.finishPage(rows: rows, ValueEncoding.plain, into: &pages)
    }
  }

  private mutating func setBounds(
    _ numbers: Span<Int64>, _ type: ParquetType.Physical, byteCount: Int
  ) {
    guard type != .double else { return chunk.statistics.set(doubles: numbers) }
    guard numbers.count > 0 else { return }
    var bounds = (least: numbers[0], greatest: numbers[0])
    for index in numbers.indices {
      bounds.least = min(bounds.least, numbers[index])
      bounds.greatest = max(bounds.greatest, numbers[index])
    }
    chunk.statistics.set(bounds, byteCount: byteCount)
  }

  /// Starts each page with its levels and hands on its rows and which of the values are theirs.
  private mutating func forEachPage(
    of buffer: borrowing ColumnBuffer, bitsPerValue: Int,
    _ write: (inout ChunkEncoder, Range<Int>, Range<Int>) -> Void
  ) {
    let rowCount = buffer.presence.count
    let rowsPerPage = max(64, maximumPageBytes * 8 / bitsPerValue / 64 * 64)
    var firstValue = 0
    for first in stride(from: 0, to: rowCount, by: rowsPerPage) {
      let rows = first..<min(first + rowsPerPage, rowCount)
      let valueCount = buffer.presence.setCount(in: rows)
      startPage(of: buffer, rows: rows)
      write(&self, rows, firstValue..<firstValue + valueCount)
      firstValue += valueCount
    }
  }

  private mutating func startPage(of buffer: borrowing ColumnBuffer, rows: Range<Int>) {
    body.removeAll(keepingCapacity: true)
    guard buffer.column.isNullable else { return }
    body.append(littleEndian: 0)
    body.append(levels: buffer.presence, in: rows)
    let count = UInt32(body.count - 4)
    for byte in 0..<4 { body[byte] = UInt8(truncatingIfNeeded: count >> UInt32(8 * byte)) }
  }

  private mutating func finishPage(
    rows: Range<Int>, _ encoding: Int32, into pages: inout PageWriter
  ) {
    let page = body
    pages.writePage(
      PageKind.data, page.span, valueCount: rows.count, encoding: encoding, in: &chunk)
  }
}
