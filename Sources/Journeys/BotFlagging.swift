public import Events
import Bytes

extension EventBatch {
  /// Writes the reason into each event whose agent shows a bot and that has no reason yet.
  ///
  /// Belongs before agents are reduced to families. Each distinct agent is looked at once.
  ///
  /// - Returns: how many events carry a reason.
  @discardableResult
  public mutating func flagBots() -> Int {
    var agents = PlaceInterner()
    var reasons: [ByteRange] = []
    var flagged = 0
    for place in rows.indices {
      if rows[place].bot.isEmpty, !rows[place].agent.isEmpty {
        let (number, isNew) = agents.number(of: rows[place].agent, in: text.span)
        if isNew { reasons.append(storeReason(rows[place])) }
        rows[place].bot = reasons[number]
      }
      if !rows[place].bot.isEmpty { flagged += 1 }
    }
    return flagged
  }

  private mutating func storeReason(_ row: EventRow) -> ByteRange {
    guard let reason = BotDetector.reason(text.span.extracting(row.agent.indices)) else {
      return .none
    }
    let start = text.count
    text.append(reason)
    return ByteRange(start, text.count)
  }
}
