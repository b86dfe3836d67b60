import Bytes

/// Packs pages behind their headers and keeps count of where they lie.
struct PageWriter {
  private let compressor: PageCompressor
  private let keepsContent: Bool
  /// Bytes that the caller has not taken yet.
  var bytes: [UInt8] = []
  /// Content of pages before it was packed, which the caller has not taken yet.
  var content: [UInt8] = []
  /// How many bytes of the file there are so far, taken or not.
  private(set) var fileOffset = 0

  init(_ options: ParquetOptions) {
    compressor = PageCompressor(level: options.zstdLevel)
    keepsContent = options.keepsContent
  }

  mutating func write(_ part: [UInt8]) {
    bytes.append(part.span)
    fileOffset += part.count
  }

  /// Writes a page and adds it to its chunk's sums.
  mutating func writePage(
    _ kind: Int32, _ body: Span<UInt8>, valueCount: Int, encoding: Int32,
    in chunk: inout ChunkSummary
  ) {
    let start = fileOffset
    if kind == PageKind.dictionary {
      chunk.dictionaryOffset = start
    } else if chunk.dataOffset == nil {
      chunk.dataOffset = start
    }
    let frameBytes = compressor.pack(body)
    let header = PageWriter.header(
      kind, valueCount: valueCount, encoding: encoding, sizes: (body.count, frameBytes))
    let frame = compressor.room
    bytes.append(header.span)
    bytes.append(frame.span.extracting(0..<frameBytes))
    fileOffset += header.count + frameBytes
    chunk.compressedBytes += header.count + frameBytes
    chunk.uncompressedBytes += header.count + body.count
    if keepsContent {
      content.append(littleEndian: UInt32(truncatingIfNeeded: kind))
      content.append(littleEndian: UInt32(truncatingIfNeeded: valueCount))
      content.append(littleEndian: UInt32(truncatingIfNeeded: body.count))
      content.append(body)
    }
  }

  private static func header(
    _ kind: Int32, valueCount: Int, encoding: Int32, sizes: (content: Int, frame: Int)
  ) -> [UInt8] {
    precondition(
      sizes.content <= Int(Int32.max) && sizes.frame <= Int(Int32.max),
      "a page of \(sizes.content) bytes; at most 2^31")
    var thrift = ThriftWriter()
    thrift.element { page in
      page.int32(1, kind)
      page.int32(2, Int32(sizes.content))
      page.int32(3, Int32(sizes.frame))
      page.structure(kind == PageKind.dictionary ? 7 : 5) { header in
        header.int32(1, Int32(valueCount))
        header.int32(2, encoding)
        if kind == PageKind.data {
          header.int32(3, ValueEncoding.runs)
          header.int32(4, ValueEncoding.runs)
        }
      }
    }
    return thrift.bytes
  }
}

/// Where a column chunk lies and what the footer says of it.
struct ChunkSummary: Sendable {
  var dictionaryOffset: Int?
  var dataOffset: Int?
  var compressedBytes = 0
  var uncompressedBytes = 0
  var rowCount = 0
  var encodings: [Int32] = []
  var statistics = PlainStatistics()
}

/// A row group's chunks and rows.
struct RowGroupSummary: Sendable {
  var chunks: [ChunkSummary] = []
  var rowCount = 0
}
