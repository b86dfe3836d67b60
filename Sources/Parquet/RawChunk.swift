/// One column chunk of a footer, as it is written.
struct RawChunk {
  private var physical: Int?
  private var path: [String] = []
  private var codec: Int?
  private var valueCount: Int?
  private var compressedBytes: Int?
  private var dataOffset: Int?
  private var dictionaryOffset: Int?
  private var nullCount: Int?
  private var minimum: [UInt8]?
  private var maximum: [UInt8]?
  private let offset: Int

  init(_ thrift: inout ThriftReader) throws(ParquetError) {
    offset = thrift.offset
    try thrift.structure { (id, type, thrift) throws(ParquetError) in
      switch id {
      case 1: throw ParquetError(.unsupported(.otherFile), at: thrift.offset)
      case 3 where type == ThriftType.structure: try readMetadata(&thrift)
      case 8, 9: throw ParquetError(.encrypted, at: thrift.offset)
      default: return false
      }
      return true
    }
  }

  private mutating func readMetadata(_ thrift: inout ThriftReader) throws(ParquetError) {
    try thrift.structure { (id, type, thrift) throws(ParquetError) in
      switch id {
      case 1: physical = try thrift.integer(type)
      case 3:
        let (element, count) = try thrift.list(type)
        for _ in 0..<count { path.append(try thrift.text(element)) }
      case 4: codec = try thrift.integer(type)
      case 5: valueCount = try thrift.integer(type)
      case 7: compressedBytes = try thrift.integer(type)
      case 9: dataOffset = try thrift.integer(type)
      case 11: dictionaryOffset = try thrift.integer(type)
      case 12 where type == ThriftType.structure: try readStatistics(&thrift)
      default: return false
      }
      return true
    }
  }

  private mutating func readStatistics(_ thrift: inout ThriftReader) throws(ParquetError) {
    try thrift.structure { (id, type, thrift) throws(ParquetError) in
      switch id {
      case 3: nullCount = try thrift.integer(type)
      case 5: maximum = try thrift.binary(type)
      case 6: minimum = try thrift.binary(type)
      default: return false
      }
      return true
    }
  }

  /// Where the chunk lies, once it fits its column and the file.
  func place(
    of column: ParquetColumn, rowCount: Int, dataEnd: Int
  ) throws(ParquetError) -> ChunkPlace {
    guard let codec, let compressedBytes, let dataOffset else { throw mismatch(.missingField) }
    guard codec == Int(zstdCodec) else {
      throw ParquetError(.unsupported(.codec(codec)), at: offset)
    }
    guard physical == Int(column.type.physical.rawValue), path == [column.name] else {
      throw mismatch(.columns)
    }
    guard valueCount == rowCount, (nullCount ?? 0) >= 0, (nullCount ?? 0) <= rowCount else {
      throw mismatch(.rowCount)
    }
    // Writers that have no dictionary may say that it lies at 0.
    let start = min(dataOffset, dictionaryOffset.map { $0 > 0 ? $0 : dataOffset } ?? dataOffset)
    guard start >= parquetMagic.count, start <= dataEnd, compressedBytes >= 0,
      compressedBytes <= dataEnd - start
    else { throw mismatch(.place) }
    let type = column.type.physical
    return ChunkPlace(
      place: start..<start + compressedBytes,
      statistics: ParquetStatistics(
        nullCount: nullCount, minimum: minimum.flatMap { ParquetValue(plain: $0, type) },
        maximum: maximum.flatMap { ParquetValue(plain: $0, type) }))
  }

  private func mismatch(_ what: ParquetFault.Mismatch) -> ParquetError {
    ParquetError(.badFooter(what), at: offset)
  }
}
