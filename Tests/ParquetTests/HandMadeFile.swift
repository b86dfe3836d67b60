import Parquet

/// A file of one column whose pages hold whatever a test puts in them, in frames that are not packed.
///
/// Written from the format's description and not with the writer's parts, so that it also checks them.
struct HandMadeFile {
  struct Page {
    var kind: Int
    var rows: Int
    var content: [UInt8]
  }

  var column: ParquetColumn
  var rows: Int
  var pages: [Page]

  /// The pages of a writer's content: kind, rows and length before each.
  static func pages(of content: [UInt8]) -> [Page] {
    var pages: [Page] = []
    var place = 0
    func number(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(content[place + offset + $1]) << (8 * $1) }
    }
    while place < content.count {
      let length = number(8)
      pages.append(
        Page(
          kind: number(0), rows: number(4),
          content: Array(content[place + 12..<place + 12 + length])))
      place += 12 + length
    }
    return pages
  }

  var bytes: [UInt8] {
    var body: [UInt8] = []
    let isCoded = pages.first?.kind == 2
    var dataPlace = 4
    for page in pages {
      if page.kind == 0, dataPlace == 4, isCoded { dataPlace = 4 + body.count }
      let frame = HandMadeFile.frame(page.content)
      body += HandMadeFile.numbers([(1, page.kind), (1, page.content.count), (1, frame.count)])
      let encoding = page.kind == 0 && isCoded ? 8 : 0
      if page.kind == 0 {
        body += [0x2C] + HandMadeFile.numbers([(1, page.rows), (1, encoding), (1, 3), (1, 3)])
      } else {
        body += [0x4C] + HandMadeFile.numbers([(1, page.rows), (1, encoding)])
      }
      body += [0, 0] + frame
    }
    let footer = self.footer(chunkBytes: body.count, dataPlace: dataPlace, isCoded: isCoded)
    let length = (0..<4).map { UInt8(footer.count >> (8 * $0) & 255) }
    return Array("PAR1".utf8) + body + footer + length + Array("PAR1".utf8)
  }

  private func footer(chunkBytes: Int, dataPlace: Int, isCoded: Bool) -> [UInt8] {
    let name = [UInt8(column.name.utf8.count)] + Array(column.name.utf8)
    let (type, meaning): (Int, [UInt8]) =
      switch column.type {
      case .boolean: (0, [])
      case .int32: (1, [])
      case .int64: (2, [])
      case .double: (5, [])
      case .string: (6, [0x25, 0, 0x4C, 0x1C, 0, 0])
      case .json: (6, [0x25, 38, 0x4C, 0xCC, 0, 0])
      case .date: (1, [0x25, 12, 0x4C, 0x6C, 0, 0])
      case .timestamp: (2, [0x25, 20, 0x4C, 0x8C, 0x11, 0x1C, 0x2C, 0, 0, 0, 0])
      }
    let root: [UInt8] = [0x48, 1, 0x73] + HandMadeFile.numbers([(1, 1)]) + [0]
    let repetition = column.isNullable ? 1 : 0
    let element =
      HandMadeFile.numbers([(1, type), (2, repetition)]) + [0x18] + name + meaning + [0]
    var chunk = HandMadeFile.numbers([(1, type)]) + [0x19, 0x15, 0, 0x19, 0x18] + name
    chunk += HandMadeFile.numbers([(1, 6)])
    chunk += HandMadeFile.numbers(
      [(1, rows), (1, chunkBytes), (1, chunkBytes), (2, dataPlace)], type: 6)
    if isCoded { chunk += HandMadeFile.numbers([(2, 4)], type: 6) }
    let group = [0x19, 0x1C, 0x3C] + chunk + [0, 0]
    return HandMadeFile.numbers([(1, 1)]) + [0x19, 0x2C] + root + element
      + HandMadeFile.numbers([(1, rows)], type: 6) + [0x19, 0x1C] + group
      + HandMadeFile.numbers([(1, chunkBytes), (1, rows)], type: 6) + [0, 0]
  }

  /// Fields of a structure, each as the step from the one before and a number.
  private static func numbers(_ fields: [(step: Int, value: Int)], type: Int = 5) -> [UInt8] {
    fields.flatMap { [UInt8($0.step << 4 | type)] + varint($0.value * 2) }
  }

  private static func varint(_ value: Int) -> [UInt8] {
    value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + varint(value >> 7)
  }

  /// A zstd frame of raw blocks (RFC 8878, 3.1.1): its length in four bytes, no checksum.
  private static func frame(_ content: [UInt8]) -> [UInt8] {
    var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xA0]
    frame += (0..<4).map { UInt8(content.count >> (8 * $0) & 255) }
    var place = 0
    repeat {
      let count = min(1 << 17, content.count - place)
      let header = count << 3 | (place + count == content.count ? 1 : 0)
      frame += (0..<3).map { UInt8(header >> (8 * $0) & 255) } + content[place..<place + count]
      place += count
    } while place < content.count
    return frame
  }
}
