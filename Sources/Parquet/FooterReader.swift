import Bytes

/// Reads `FileMetaData` of `parquet.thrift` and refuses what this codec does not write.
struct FooterReader {
  private var footer: ParquetFooter
  private var elements: [SchemaElement] = []
  private var chunks: [[RawChunk]] = []
  private let dataEnd: Int

  /// Reads a footer.
  ///
  /// - Parameters:
  ///   - bytes: the structure, which ends before its length and the magic bytes.
  ///   - start: where it starts in the file, which is where the values end.
  static func read(
    _ bytes: [UInt8], in range: Range<Int>, start: Int, limits: ParquetLimits
  ) throws(ParquetError) -> ParquetFooter {
    var reader = FooterReader(footer: ParquetFooter(limits: limits), dataEnd: start)
    try reader.read(bytes, in: range)
    return reader.footer
  }

  private init(footer: ParquetFooter, dataEnd: Int) {
    self.footer = footer
    self.dataEnd = dataEnd
  }

  private mutating func read(_ bytes: [UInt8], in range: Range<Int>) throws(ParquetError) {
    var thrift = ThriftReader(bytes, in: range, base: dataEnd - range.lowerBound)
    var rowCount: Int?
    var metadata: [ParquetMetadata] = []
    try thrift.structure { (id, type, thrift) throws(ParquetError) in
      switch id {
      case 2:
        try thrift.structures(type) { (thrift) throws(ParquetError) in
          elements.append(try SchemaElement(&thrift))
        }
      case 3: rowCount = try thrift.integer(type)
      case 4:
        try thrift.structures(type) { (thrift) throws(ParquetError) in
          try readRowGroup(&thrift)
        }
      case 5:
        try thrift.structures(type) { (thrift) throws(ParquetError) in
          metadata.append(try FooterReader.metadata(&thrift))
        }
      case 6: footer.creator = try thrift.text(type)
      case 8: throw ParquetError(.encrypted, at: thrift.offset)
      default: return false
      }
      return true
    }
    footer.schema = ParquetSchema(try columns(), metadata: metadata)
    try place(rowCount)
  }

  private static func metadata(
    _ thrift: inout ThriftReader
  ) throws(ParquetError) -> ParquetMetadata {
    var entry = ParquetMetadata(key: "", value: "")
    try thrift.structure { (id, type, thrift) throws(ParquetError) in
      switch id {
      case 1: entry.key = try thrift.text(type)
      case 2: entry.value = try thrift.text(type)
      default: return false
      }
      return true
    }
    return entry
  }

  private mutating func readRowGroup(_ thrift: inout ThriftReader) throws(ParquetError) {
    var group = ParquetRowGroup()
    var raw: [RawChunk] = []
    let start = thrift.offset
    try thrift.structure { (id, type, thrift) throws(ParquetError) in
      switch id {
      case 1:
        try thrift.structures(type) { (thrift) throws(ParquetError) in
          raw.append(try RawChunk(&thrift))
        }
      case 3: group.rowCount = try thrift.integer(type)
      default: return false
      }
      return true
    }
    let limit = footer.limits.maximumRowGroupRows
    guard group.rowCount >= 0 else { throw ParquetError(.badFooter(.rowCount), at: start) }
    guard group.rowCount <= limit else {
      throw ParquetError(
        .tooLarge(.rowGroupRows, found: group.rowCount, limit: limit), at: start)
    }
    footer.rowGroups.append(group)
    chunks.append(raw)
  }

  /// The columns, which are the root's children one by one.
  private func columns() throws(ParquetError) -> [ParquetColumn] {
    guard let root = elements.first, root.childCount == elements.count - 1, elements.count > 1
    else {
      if let column = elements.dropFirst().firstIndex(where: { $0.childCount > 0 }) {
        throw ParquetError(.unsupported(.nested(column: column - 1)), at: dataEnd)
      }
      throw ParquetError(.badFooter(.columns), at: dataEnd)
    }
    var columns: [ParquetColumn] = []
    for (index, element) in elements.dropFirst().enumerated() {
      columns.append(try element.column(at: index))
    }
    return columns
  }

  /// Checks each chunk against the schema and the file, and keeps its place.
  private mutating func place(_ rowCount: Int?) throws(ParquetError) {
    for (index, raw) in chunks.enumerated() {
      guard raw.count == footer.schema.columns.count else {
        throw ParquetError(.badFooter(.columns), at: dataEnd)
      }
      for (chunk, column) in zip(raw, footer.schema.columns) {
        let place = try chunk.place(
          of: column, rowCount: footer.rowGroups[index].rowCount, dataEnd: dataEnd)
        footer.rowGroups[index].chunks.append(place)
      }
      footer.rowCount += footer.rowGroups[index].rowCount
    }
    guard footer.rowCount == rowCount else {
      throw ParquetError(.badFooter(.rowCount), at: dataEnd)
    }
  }
}
