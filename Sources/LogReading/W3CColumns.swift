import Bytes

/// What the directives of a W3C Extended log say of the lines after them.
///
/// IIS parts columns by spaces and writes `+` for a space in a header, or puts the header in quotes;
/// CloudFront parts them by tabs and percent-encodes headers. Which of the two a line is, its own
/// bytes tell.
struct W3CColumns: Sendable {
  private var columns: [LogField] = []
  private var visitorColumn = -1
  /// The day of the last `#Date:` line, for logs whose lines have a time of day alone.
  private(set) var date: [UInt8] = []
  private let visitorName: String?

  init(visitorName: String?) {
    self.visitorName = visitorName
  }

  var logsMethod: Bool { columns.contains(.method) }
  var logsStatus: Bool { columns.contains(.status) }
  var needsDate: Bool { !columns.contains(.date) && columns.contains(.clock) && !date.isEmpty }

  /// Takes a line that begins with `#`; those but `#Fields:` and `#Date:` say nothing of lines.
  mutating func takeDirective(_ line: Span<UInt8>) {
    let text = String(line)
    if text.hasPrefix("#Fields:") {
      takeFields(text.dropFirst(8).split { $0 == " " || $0 == "\t" }.map(String.init))
    } else if text.hasPrefix("#Date:") {
      date = text.dropFirst(6).split(separator: " ").first.map { Array($0.utf8) } ?? []
    }
  }

  private mutating func takeFields(_ names: [String]) {
    var taken: Set<LogField> = []
    columns = names.map {
      let field = W3CColumns.field($0)
      return taken.insert(field).inserted ? field : .ignored
    }
    visitorColumn = -1
    guard let visitorName else { return }
    let wanted = LogField(name: visitorName)
    visitorColumn =
      names.firstIndex { $0.lowercased() == visitorName.lowercased() }
      ?? columns.firstIndex { $0 == wanted && wanted != .ignored } ?? -1
  }

  private static func field(_ name: String) -> LogField {
    switch name.lowercased() {
    case "date": .date
    case "time": .clock
    case "timestamp": .time
    case "c-ip": .host
    case "cs-username": .user
    case "cs-method": .method
    case "cs-uri": .target
    case "cs-uri-stem": .path
    case "cs-uri-query": .query
    case "sc-status": .status
    case "sc-bytes": .bytes
    case "cs(referer)": .referrer
    case "cs(user-agent)": .agent
    case "cs(cookie)": .cookie
    case "cs(sec-gpc)": .gpc
    case "cs(dnt)": .dnt
    case "cs-host", "cs(host)", "x-host-header": .vhost
    default: .ignored
    }
  }

  /// Finds the columns of a line of data.
  func capture(
    _ line: Span<UInt8>, isTabbed: Bool, into fields: inout CapturedFields
  ) throws(RejectReason) {
    guard !columns.isEmpty else { throw .noFields }
    let separator: UInt8 = isTabbed ? 0x09 : 0x20
    var position = 0
    for index in columns.indices {
      guard position <= line.count else { throw .badStructure }
      var range: ByteRange
      if !isTabbed, position < line.count, line[position] == 0x22,
        let quote = line.closingQuoteOfColumn(from: position + 1)
      {
        range = ByteRange(position + 1, quote)
        position = quote + 2
      } else {
        let end = line.firstIndex(of: separator, from: position) ?? line.count
        range = ByteRange(position, end)
        position = end + 1
      }
      if line.isAbsent(range) { range = .none }
      if columns[index] != .ignored { fields[columns[index]] = range }
      if index == visitorColumn { fields[.visitor] = range }
    }
    guard position == line.count + 1 else { throw .badStructure }
  }
}

extension Span<UInt8> {
  /// The first quote that a space or the line's end follows.
  fileprivate func closingQuoteOfColumn(from start: Int) -> Int? {
    var from = start
    while let quote = firstIndex(of: 0x22, from: from) {
      if quote + 1 == count || self[quote + 1] == 0x20 { return quote }
      from = quote + 1
    }
    return nil
  }
}
