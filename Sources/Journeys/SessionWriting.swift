public import Bytes
import Events

/// How sessions are written as NDJSON.
public struct SessionWritingOptions: Sendable {
  /// The outcomes that the achievements speak of.
  public var outcomes = OutcomeSet.none
  /// Whether the events are left out.
  public var isSummary = false
  /// The site's own hosts, in lower case.
  public var siteHosts: [[UInt8]] = []

  /// The options as they are unless set otherwise.
  public init(outcomes: OutcomeSet = .none, isSummary: Bool = false) {
    self.outcomes = outcomes
    self.isSummary = isSummary
  }
}

extension [UInt8] {
  /// Appends one session as a JSON object without a line feed, its keys in the format's order.
  ///
  /// The file and line that events were read from are left out: they hang on the order of input.
  public mutating func append(
    session: Session, of table: borrowing SessionTable, _ options: SessionWritingOptions
  ) {
    var memo = SessionFactsMemo(siteHosts: options.siteHosts)
    append(session: session, of: table, options, &memo)
  }

  /// Appends one session of many over the same text.
  ///
  /// - Parameter memo: what is known of the sessions' facts, made with the options' site hosts.
  public mutating func append(
    session: Session, of table: borrowing SessionTable, _ options: SessionWritingOptions,
    _ memo: inout SessionFactsMemo
  ) {
    let facts = table.facts(of: session, &memo)
    let text = table.events.text.span
    append(headOf: session, of: table)
    append(",\"start\":\"")
    append(time: facts.start)
    append("\",\"end\":\"")
    append(time: facts.end)
    append("\",\"events\":")
    append(decimal: session.rows.count)
    append(",\"pageviews\":")
    append(decimal: facts.pageviews)
    append(",\"duration\":")
    append(seconds: facts.durationNanoseconds)
    append(session.isOpen ? ",\"open\":true" : ",\"open\":false")
    append(facts, text)
    append(member: ",\"bot\":", session.bot, text)
    if let cut = session.cut {
      append(",\"cut\":")
      append(json: cut.rawValue)
    }
    if !facts.logins.isEmpty {
      append(",\"logins\":")
      append(logins: facts.logins, text)
    }
    append(",\"outcomes\":")
    append(outcomesOf: session, table, options.outcomes)
    if !options.isSummary { append(journeyOf: session, table) }
    append(0x7D)
  }

  /// Appends a session's object up to its visitor, without a closing brace.
  public mutating func append(headOf session: Session, of table: borrowing SessionTable) {
    append("{\"session\":\"")
    append(sessionID: session.id)
    append("\",\"visitor\":")
    let visitor = table.events.rows[session.rows.lowerBound].visitor
    append(json: table.events.text.span.extracting(visitor.indices))
  }

  private mutating func append(_ facts: SessionFacts, _ text: Span<UInt8>) {
    append(member: ",\"entry\":", facts.entry, text)
    append(member: ",\"exit\":", facts.exit, text)
    append(",\"referrerMedium\":\"")
    append(facts.referrerMedium.literal)
    append(0x22)
    append(campaignOf: text.extracting(facts.campaignURL.indices))
    guard let device = facts.device else { return }
    append(",\"device\":\"")
    append(device.literal)
    append(0x22)
  }

  private mutating func append(campaignOf url: Span<UInt8>) {
    let campaign = Campaign(url: url)
    guard !campaign.isEmpty else { return }
    append(",\"campaign\":{")
    let parts: [(StaticString, ByteRange)] = [
      ("\"source\":", campaign.source), ("\"medium\":", campaign.medium),
      ("\"name\":", campaign.name), ("\"term\":", campaign.term),
      ("\"content\":", campaign.content),
    ]
    var isFirst = true
    for (name, range) in parts where !range.isEmpty {
      if !isFirst { append(0x2C) }
      isFirst = false
      append(name)
      var value: [UInt8] = []
      value.append(queryText: url.extracting(range.indices))
      append(json: value.span)
    }
    append(0x7D)
  }

  /// Appends the logins of a session as a JSON array.
  public mutating func append(logins: [ByteRange], _ text: Span<UInt8>) {
    append(0x5B)
    for (place, login) in logins.enumerated() {
      if place > 0 { append(0x2C) }
      append(json: text.extracting(login.indices))
    }
    append(0x5D)
  }

  /// Appends the outcomes that a session reached as a JSON array.
  public mutating func append(
    outcomesOf session: Session, _ table: borrowing SessionTable, _ outcomes: OutcomeSet
  ) {
    let text = table.events.text.span
    append(0x5B)
    for (place, achievement) in session.achievements.enumerated() {
      if place > 0 { append(0x2C) }
      append("{\"name\":")
      append(json: outcomes.definitions[achievement.outcome].name)
      append(",\"at\":\"")
      append(time: table.events.rows[achievement.row].time)
      append(0x22)
      append(member: ",\"value\":", achievement.value, text)
      append(0x7D)
    }
    append(0x5D)
  }

  private mutating func append(journeyOf session: Session, _ table: borrowing SessionTable) {
    append(",\"journey\":[")
    for place in session.rows {
      if place > session.rows.lowerBound { append(0x2C) }
      append(event: table.events.rows[place], of: table.events, .purposes)
    }
    append(0x5D)
  }

  /// Appends nanoseconds as seconds with no more digits than they need: `431.2`.
  mutating func append(seconds nanoseconds: Int64) {
    append(decimal: nanoseconds / 1_000_000_000)
    var fraction = nanoseconds % 1_000_000_000
    guard fraction > 0 else { return }
    var digits = 9
    while fraction % 10 == 0 {
      fraction /= 10
      digits -= 1
    }
    append(0x2E)
    append(decimal: fraction, minimumDigits: digits)
  }
}
