import Bytes

/// The signals to bring into events, made ready for records.
struct SignalNames: Sendable {
  /// One cookie: its name, and the name of its member in `consent` with quotes and colon.
  struct Cookie: Sendable {
    var name: [UInt8]
    var member: [UInt8]
    /// The field in which a format logs the cookie by itself.
    var field: LogField
  }

  let cookies: [Cookie]
  let consentMode: Bool
  let dnt: Bool
  /// Whether nothing but `Sec-GPC` is brought.
  let isEmpty: Bool

  init(_ sources: SignalSources) {
    var cookies: [Cookie] = []
    if let name = sources.tcCookie {
      cookies.append(Cookie(name: Array(name.utf8), member: Array("\"tc\":".utf8), field: .tc))
    }
    for (place, name) in sources.cookies.prefix(SignalSources.maximumCookies).enumerated() {
      var member: [UInt8] = []
      member.append(json: "cookie:\(name)")
      member.append(0x3A)
      let field = LogField(rawValue: LogField.cookie0.rawValue + UInt8(place)) ?? .ignored
      cookies.append(Cookie(name: Array(name.utf8), member: member, field: field))
    }
    self.cookies = cookies
    consentMode = sources.consentMode
    dnt = sources.dnt
    isEmpty = cookies.isEmpty && !consentMode && !dnt
  }
}

extension LogTemplate {
  /// The format with the fields of the signals that are brought, and without those of others.
  func bringing(_ sources: SignalSources) -> LogTemplate {
    var template = self
    var taken: Set<LogField> = []
    for cookie in SignalNames(sources).cookies {
      for index in template.steps.indices
      where template.steps[index].isCookie
        && template.steps[index].name.utf8.elementsEqual(cookie.name)
      {
        if taken.insert(cookie.field).inserted { template.steps[index].field = cookie.field }
      }
    }
    for index in template.steps.indices where template.steps[index].field == .dnt && !sources.dnt {
      template.steps[index].field = .ignored
    }
    return template
  }
}
