import Bytes

/// Writes what stands at a file's end: the schema, where chunks lie, and the caller's texts.
///
/// `FileMetaData` of `parquet.thrift`, then its length in four bytes and the magic bytes.
struct FooterWriter {
  let schema: ParquetSchema
  let groups: [RowGroupSummary]

  /// Names the program alone: the same rows give the same bytes from version to version.
  static let creator = "sojourn"

  func bytes() -> [UInt8] {
    var thrift = ThriftWriter()
    thrift.element { file in
      file.int32(1, 1)
      writeSchema(into: &file)
      file.int64(3, groups.reduce(0) { $0 + $1.rowCount })
      file.list(4, of: ThriftType.structure, count: groups.count)
      for group in groups { file.element { write(group, into: &$0) } }
      if !schema.metadata.isEmpty {
        file.list(5, of: ThriftType.structure, count: schema.metadata.count)
        for entry in schema.metadata {
          file.element {
            $0.text(1, entry.key)
            $0.text(2, entry.value)
          }
        }
      }
      file.text(6, FooterWriter.creator)
      // Each column is ordered as its type says, so that bounds mean what readers take them for.
      file.list(7, of: ThriftType.structure, count: schema.columns.count)
      for _ in schema.columns { file.element { $0.structure(1) { _ in } } }
    }
    var bytes = thrift.bytes
    bytes.append(littleEndian: UInt32(bytes.count))
    bytes.append(parquetMagic.span)
    return bytes
  }

  private func writeSchema(into file: inout ThriftWriter) {
    file.list(2, of: ThriftType.structure, count: schema.columns.count + 1)
    file.element {
      $0.text(4, "schema")
      $0.int32(5, Int32(schema.columns.count))
    }
    for column in schema.columns {
      file.element {
        $0.int32(1, column.type.physical.rawValue)
        $0.int32(3, column.isNullable ? 1 : 0)
        $0.text(4, column.name)
        FooterWriter.write(column.type, into: &$0)
      }
    }
  }

  private static func write(_ type: ParquetType, into element: inout ThriftWriter) {
    switch type {
    case .boolean, .int32, .int64, .double: break
    case .string:
      element.int32(6, ConvertedType.utf8)
      element.structure(10) { $0.structure(LogicalType.string) { _ in } }
    case .json:
      element.int32(6, ConvertedType.json)
      element.structure(10) { $0.structure(LogicalType.json) { _ in } }
    case .date:
      element.int32(6, ConvertedType.date)
      element.structure(10) { $0.structure(LogicalType.date) { _ in } }
    case .timestamp:
      element.int32(6, ConvertedType.timestampMicros)
      element.structure(10) {
        $0.structure(LogicalType.timestamp) {
          $0.boolean(1, true)
          $0.structure(2) { $0.structure(2) { _ in } }
        }
      }
    }
  }

  private func write(_ group: RowGroupSummary, into element: inout ThriftWriter) {
    element.list(1, of: ThriftType.structure, count: group.chunks.count)
    for (chunk, column) in zip(group.chunks, schema.columns) {
      element.element {
        $0.int64(2, 0)
        $0.structure(3) { FooterWriter.write(chunk, of: column, into: &$0) }
      }
    }
    element.int64(2, group.chunks.reduce(0) { $0 + $1.uncompressedBytes })
    element.int64(3, group.rowCount)
    element.int64(6, group.chunks.reduce(0) { $0 + $1.compressedBytes })
  }

  private static func write(
    _ chunk: ChunkSummary, of column: ParquetColumn, into element: inout ThriftWriter
  ) {
    element.int32(1, column.type.physical.rawValue)
    element.list(2, of: ThriftType.int32, count: chunk.encodings.count)
    for encoding in chunk.encodings { element.element(encoding) }
    element.list(3, of: ThriftType.binary, count: 1)
    element.element(column.name)
    element.int32(4, zstdCodec)
    element.int64(5, chunk.rowCount)
    element.int64(6, chunk.uncompressedBytes)
    element.int64(7, chunk.compressedBytes)
    element.int64(9, chunk.dataOffset ?? 0)
    if let offset = chunk.dictionaryOffset { element.int64(11, offset) }
    element.structure(12) {
      $0.int64(3, chunk.statistics.nullCount)
      if let maximum = chunk.statistics.maximum { $0.binary(5, maximum) }
      if let minimum = chunk.statistics.minimum { $0.binary(6, minimum) }
    }
  }
}
