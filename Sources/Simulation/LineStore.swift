import Bytes
import Compression

/// Lines on their way to a file, in the order in which they will arrive there.
struct LineStore {
  private struct Line {
    var arrival: Int64
    var range: ByteRange
  }
  private var text: [UInt8] = []
  private var lines: [Line] = []

  /// Adds a line, without line feed, that arrives at `arrival` (milliseconds since 1970).
  mutating func add(_ line: [UInt8], arrival: Int64) {
    lines.append(Line(arrival: arrival, range: text.store(line.span)))
  }

  /// Takes out the lines that arrive before `moment`, each ended by a line feed.
  ///
  /// Lines that arrive at the same moment stay in the order in which they were added.
  mutating func take(before moment: Int64) -> [UInt8] {
    let order = lines.indices.sorted {
      (lines[$0].arrival, $0) < (lines[$1].arrival, $1)
    }
    var content: [UInt8] = []
    var rest = LineStore()
    content.reserveCapacity(text.count)
    for place in order {
      let bytes = text.span.extracting(lines[place].range.indices)
      if lines[place].arrival < moment {
        content.append(bytes)
        content.append(0x0A)
      } else {
        let range = rest.text.store(bytes)
        rest.lines.append(Line(arrival: lines[place].arrival, range: range))
      }
    }
    self = rest
    return content
  }
}

/// A content packed as one gzip member.
func gzip(_ content: [UInt8]) -> [UInt8] {
  var writer = GzipWriter(level: 9)
  var packed: [UInt8] = []
  writer.write(content.span, into: &packed)
  writer.finish(into: &packed)
  return packed
}
