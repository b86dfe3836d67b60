import Bytes
import Compression

/// What came of decoding some bytes: the content handed on, and the end that it took.
struct Decoded: Equatable {
  var content: [UInt8] = []
  var summary: ReadSummary?
  var fault: ReadFault?
  var deliveredBytes = 0
  var verifiedBytes = 0

  var text: String { String(decoding: content, as: UTF8.self) }
}

/// Feeds a decoder with `bytes`, `chunkBytes` at a time.
func decode(
  _ bytes: [UInt8], chunkBytes: Int = .max, limits: ReadLimits = ReadLimits(blockBytes: 8_192)
) throws -> Decoded {
  let cuts = Array(stride(from: 0, to: bytes.count, by: min(chunkBytes, max(bytes.count, 1))))
  return try decode(bytes, cutAt: cuts, limits: limits)
}

/// Feeds a decoder with `bytes`, cut at the given positions.
func decode(
  _ bytes: [UInt8], cutAt cuts: [Int], limits: ReadLimits = ReadLimits(blockBytes: 8_192)
) throws -> Decoded {
  var result = Decoded()
  var decoder = BlockDecoder(limits: limits)
  do {
    for (index, start) in cuts.enumerated() {
      let end = index + 1 < cuts.count ? cuts[index + 1] : bytes.count
      try decoder.decode(bytes.span.extracting(start..<end)) { result.content.append($0) }
    }
    result.summary = try decoder.finish { result.content.append($0) }
  } catch let fault as ReadFault {
    result.fault = fault
  }
  result.deliveredBytes = decoder.deliveredBytes
  result.verifiedBytes = decoder.verifiedBytes
  return result
}

/// One gzip member of some text.
func gzip(_ text: String, level: Int = 6) -> [UInt8] { gzip(Array(text.utf8), level: level) }

/// One gzip member of some bytes.
func gzip(_ content: [UInt8], level: Int = 6) -> [UInt8] {
  var writer = GzipWriter(level: level)
  var output: [UInt8] = []
  writer.write(content.span, into: &output)
  writer.finish(into: &output)
  return output
}

/// One zstd frame of some bytes.
func zstd(_ content: [UInt8], level: Int = 3) -> [UInt8] {
  var writer = ZstdWriter(level: level)
  var output: [UInt8] = []
  writer.write(content.span, into: &output)
  writer.finish(into: &output)
  return output
}

/// One zstd frame of some text.
func zstd(_ text: String) -> [UInt8] { zstd(Array(text.utf8)) }
