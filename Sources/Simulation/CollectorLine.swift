import Bytes

/// One web event as the collector writes it: a JSON object on a line.
struct CollectorLine {
  var step: Step
  /// When it happened, in milliseconds since 1970.
  var time: Int64
  var page: PageAddress
  /// The address of the page before, or where the visit came from; empty where there is none.
  var referrer: [UInt8]
  /// A price in cents, for steps that have one.
  var cents: Int

  /// Appends the line, without line feed.
  ///
  /// - Parameters:
  ///   - id: the event's id.
  ///   - showsLogin: whether the visitor is logged in.
  func append(to line: inout [UInt8], of visitor: Visitor, id: [UInt8], showsLogin: Bool) {
    line.append("{\"id\":")
    line.append(json: id.span)
    line.append(",\"eventName\":\"")
    line.append(step.eventName)
    line.append("\",\"customerCookieId\":")
    line.append(json: visitor.cookie.span)
    line.append(",\"createdDate\":\"")
    line.append(
      time: RecordTime(start: Timestamp(nanoseconds: time * 1_000_000), fractionDigits: 3))
    line.append("\",\"page\":{\"url\":")
    line.append(json: page.url.span)
    line.append(",\"title\":")
    line.append(json: page.title.span)
    line.append("},\"userAgentString\":\"")
    line.append(visitor.agent)
    line.append(0x22)
    line.append(member: ",\"referrerUrl\":", referrer)
    line.append(member: ",\"searchQuery\":", page.search)
    appendAttributes(to: &line)
    if showsLogin, let login = visitor.login {
      line.append(member: ",\"customerId\":", login.customer)
      line.append(",\"traits\":{\"email\":{\"dataType\":\"string\",\"value\":\"")
      line.append(login.customer.span)
      line.append("@example.com\"}}")
    }
    if visitor.sendsGPC { line.append(",\"consent\":{\"gpc\":\"1\"}") }
    line.append(0x7D)
  }

  private func appendAttributes(to line: inout [UInt8]) {
    switch step {
    case .added, .done:
      line.append(",\"attributes\":{\"")
      line.append(step == .done ? "total" : "price")
      line.append("\":{\"dataType\":\"number\",\"value\":\"")
      line.append(decimal: cents / 100)
      line.append(0x2E)
      line.append(decimal: cents % 100, minimumDigits: 2)
      line.append("\"}}")
    case .dismissed, .subscribed:
      line.append(
        ",\"attributes\":{\"form\":{\"dataType\":\"string\",\"value\":\"newsletter\"}}")
    default: break
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(member name: StaticString, _ value: [UInt8]) {
    guard !value.isEmpty else { return }
    append(name)
    append(json: value.span)
  }
}
