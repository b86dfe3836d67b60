import Bytes
import Events

extension LogFormat {
  /// Names the format of a log by its first lines; nil where no format reads most of them.
  ///
  /// - Parameter lines: the log's first lines, some ten or more, without their line feeds.
  public static func recognise(_ lines: [[UInt8]]) -> LogFormat? {
    let formats: [LogFormat] = [.w3c, .journey, .combined, .common, .json]
    return formats.first { format in
      guard var reader = try? LogReader(LogReaderSettings(format: format, keepAll: true)) else {
        return false
      }
      return reader.readsMost(of: lines)
    }
  }
}

extension LogReader {
  fileprivate mutating func readsMost(of lines: [[UInt8]]) -> Bool {
    var batch = EventBatch()
    var tally = LineTally()
    for (index, line) in lines.enumerated() {
      tally.count(read(line.span, number: index + 1, source: -1, into: &batch))
    }
    return tally.events > tally.rejected
  }
}
