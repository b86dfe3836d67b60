import Bytes

/// One request as Apache logs it:
/// `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i"`.
struct AccessLine {
  /// When the request was received, in milliseconds since 1970; logged in whole seconds.
  var time: Int64
  var host: [UInt8]
  var method: StaticString = "GET"
  var target: [UInt8]
  var status = 200
  /// The size of the response's body; 0 is logged as `-`.
  var size: Int
  var referrer: [UInt8] = []
  var agent: StaticString
  var cookies: [UInt8] = []

  /// Appends the line, without line feed.
  func append(to line: inout [UInt8]) {
    line.append(host.span)
    line.append(" - - [")
    line.append(commonLogTime: time / 1000)
    line.append("] \"")
    line.append(method)
    line.append(0x20)
    line.append(target.span)
    line.append(" HTTP/1.1\" ")
    line.append(decimal: status)
    line.append(0x20)
    if size > 0 { line.append(decimal: size) } else { line.append(0x2D) }
    line.append(quoted: referrer)
    line.append(" \"")
    line.append(agent)
    line.append(0x22)
    line.append(quoted: cookies)
  }
}

extension [UInt8] {
  /// Appends a space and a header's value in quotes; `-` where it is empty.
  fileprivate mutating func append(quoted value: [UInt8]) {
    append(" \"")
    if value.isEmpty { append(0x2D) } else { append(value.span) }
    append(0x22)
  }

  /// Appends `18/Nov/2026:10:15:30 +0000` for a moment in seconds since 1970.
  mutating func append(commonLogTime seconds: Int64) {
    let date = CivilDate(dayNumber: Int(seconds / 86_400))
    let second = Int(seconds % 86_400)
    append(decimal: date.day, minimumDigits: 2)
    append(0x2F)
    append(monthNames[date.month - 1])
    append(0x2F)
    append(decimal: date.year, minimumDigits: 4)
    for part in [second / 3600, second / 60 % 60, second % 60] {
      append(0x3A)
      append(decimal: part, minimumDigits: 2)
    }
    append(" +0000")
  }
}

private let monthNames: [StaticString] = [
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
]
