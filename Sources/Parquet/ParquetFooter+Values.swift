public import Bytes

extension ParquetFooter {
  /// Reads the footer from a file's last bytes.
  ///
  /// - Parameters:
  ///   - tail: the last bytes, as many as `byteCount(lastBytes:)` asks for or more.
  ///   - fileSize: how many bytes the whole file has.
  ///   - limits: how much is taken on.
  public init(
    tail: [UInt8], fileSize: Int, limits: ParquetLimits = ParquetLimits()
  ) throws(ParquetError) {
    let needed = try ParquetFooter.byteCount(lastBytes: tail, fileSize: fileSize, limits: limits)
    guard needed <= tail.count else {
      throw ParquetError(.badFooter(.footerLength), at: fileSize - ParquetFooter.endBytes)
    }
    let start = tail.count - needed
    self = try FooterReader.read(
      tail, in: start..<tail.count - ParquetFooter.endBytes, start: fileSize - needed,
      limits: limits)
  }

  /// How many bytes the footer's length and the magic bytes take, which end a file.
  public static let endBytes = 8

  /// How many bytes of a file's end the footer takes, from its last 8 bytes or more.
  public static func byteCount(
    lastBytes: [UInt8], fileSize: Int, limits: ParquetLimits = ParquetLimits()
  ) throws(ParquetError) -> Int {
    let end = lastBytes.count - endBytes
    guard end >= 0, fileSize >= endBytes + parquetMagic.count, lastBytes.count <= fileSize else {
      throw ParquetError(.notParquet, at: 0)
    }
    let last = lastBytes.span.extracting(end..<lastBytes.count)
    guard !last.hasSuffix(encryptedMagic.span) else {
      throw ParquetError(.encrypted, at: fileSize - 4)
    }
    guard last.hasSuffix(parquetMagic.span) else {
      throw ParquetError(.notParquet, at: fileSize - 4)
    }
    let length = plainLength(last, at: 0)
    guard length <= fileSize - endBytes - parquetMagic.count else {
      throw ParquetError(.badFooter(.footerLength), at: fileSize - endBytes)
    }
    guard length <= limits.maximumFooterBytes else {
      throw ParquetError(
        .tooLarge(.footerBytes, found: length, limit: limits.maximumFooterBytes),
        at: fileSize - endBytes)
    }
    return length + endBytes
  }

  /// A column's texts from the bytes of its chunk, which lie at `range` of `bytes` and are those of
  /// `place(column:rowGroup:)` in the file.
  public func strings(
    column: Int, rowGroup: Int, in bytes: [UInt8], at range: Range<Int>, into text: inout [UInt8]
  ) throws(ParquetError) -> ParquetValues<ByteRange> {
    var chunk = try chunk(column, rowGroup, .bytes, in: bytes, at: range)
    let texts = try chunk.readTexts(into: &text)
    var dense: [ByteRange] = []
    dense.reserveCapacity(chunk.presence.setCount)
    for code in texts.codes { dense.append(texts.dictionary[Int(code)]) }
    dense += texts.plain
    return ParquetValues(dense: dense, presence: chunk.presence, filler: .none)
  }

  /// A column's texts as codes, from the bytes of its chunk.
  public func codes(
    column: Int, rowGroup: Int, in bytes: [UInt8], at range: Range<Int>, into text: inout [UInt8]
  ) throws(ParquetError) -> ParquetCodes {
    var chunk = try chunk(column, rowGroup, .bytes, in: bytes, at: range)
    let texts = try chunk.readTexts(into: &text)
    let plainCodes =
      UInt32(
        texts.dictionary.count)..<UInt32(
        texts.dictionary.count + texts.plain.count)
    return ParquetCodes(
      texts: texts.dictionary + texts.plain,
      codes: ParquetValues(
        dense: texts.codes + plainCodes, presence: chunk.presence, filler: 0))
  }

  /// A column's numbers of 64 bits, or microseconds since 1970, from the bytes of its chunk.
  public func int64s(
    column: Int, rowGroup: Int, in bytes: [UInt8], at range: Range<Int>
  ) throws(ParquetError) -> ParquetValues<Int64> {
    var chunk = try chunk(column, rowGroup, .int64, in: bytes, at: range)
    let numbers = try chunk.readNumbers(byteCount: 8)
    return ParquetValues(dense: numbers, presence: chunk.presence, filler: 0)
  }

  /// A column's numbers of 32 bits, or days since 1970-01-01, from the bytes of its chunk.
  public func int32s(
    column: Int, rowGroup: Int, in bytes: [UInt8], at range: Range<Int>
  ) throws(ParquetError) -> ParquetValues<Int32> {
    var chunk = try chunk(column, rowGroup, .int32, in: bytes, at: range)
    let numbers = try chunk.readNumbers(byteCount: 4).map { Int32(truncatingIfNeeded: $0) }
    return ParquetValues(dense: numbers, presence: chunk.presence, filler: 0)
  }

  /// A column's numbers with a fraction, from the bytes of its chunk.
  public func doubles(
    column: Int, rowGroup: Int, in bytes: [UInt8], at range: Range<Int>
  ) throws(ParquetError) -> ParquetValues<Double> {
    var chunk = try chunk(column, rowGroup, .double, in: bytes, at: range)
    let numbers = try chunk.readNumbers(byteCount: 8).map {
      Double(bitPattern: UInt64(bitPattern: $0))
    }
    return ParquetValues(dense: numbers, presence: chunk.presence, filler: 0)
  }

  /// A column's truths, from the bytes of its chunk.
  public func booleans(
    column: Int, rowGroup: Int, in bytes: [UInt8], at range: Range<Int>
  ) throws(ParquetError) -> ParquetValues<Bool> {
    var chunk = try chunk(column, rowGroup, .boolean, in: bytes, at: range)
    let flags = try chunk.readFlags()
    return ParquetValues(dense: flags, presence: chunk.presence, filler: false)
  }

  private func chunk(
    _ column: Int, _ rowGroup: Int, _ type: ParquetType.Physical, in bytes: [UInt8],
    at range: Range<Int>
  ) throws(ParquetError) -> ChunkReader {
    let found = schema.columns[column]
    precondition(
      found.type.physical == type,
      "the column `\(found.name)` holds \(found.type), and was asked for \(type)")
    return try ChunkReader(bytes, in: range, of: column, rowGroup: rowGroup, footer: self)
  }
}
