import Bytes

/// Which fields of an event are written besides what it says itself.
public struct EventWritingOptions: OptionSet, Sendable {
  /// The options' bits.
  public let rawValue: Int

  /// Options by their bits.
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// The purposes that consent has decided.
  public static let purposes = EventWritingOptions(rawValue: 1)
  /// The file and line that it was read from.
  public static let source = EventWritingOptions(rawValue: 2)
}

extension [UInt8] {
  /// Appends one event as a JSON object without a line feed, its keys in the format's order.
  public mutating func append(
    event row: EventRow, of batch: borrowing EventBatch,
    _ options: EventWritingOptions = [.purposes, .source]
  ) {
    let text = batch.text.span
    append("{\"time\":\"")
    append(time: row.time)
    append("\",\"visitor\":")
    append(json: text.extracting(row.visitor.indices))
    append(",\"event\":")
    append(json: text.extracting(row.event.indices))
    append(member: ",\"id\":", row.id, text)
    append(member: ",\"url\":", row.url, text)
    append(member: ",\"title\":", row.title, text)
    append(member: ",\"referrer\":", row.referrer, text)
    append(member: ",\"search\":", row.search, text)
    append(member: ",\"agent\":", row.agent, text)
    if row.status > 0 {
      append(",\"status\":")
      append(decimal: row.status)
    }
    append(member: ",\"method\":", row.method, text)
    if row.bytes >= 0 {
      append(",\"bytes\":")
      append(decimal: row.bytes)
    }
    append(member: ",\"customer\":", row.customer, text)
    append(raw: ",\"attributes\":", row.attributes, text)
    append(raw: ",\"traits\":", row.traits, text)
    append(raw: ",\"consent\":", row.consent, text)
    append(member: ",\"controller\":", row.controller, text)
    if options.contains(.purposes), !row.purposes.isEmpty {
      append(",\"purposes\":[")
      for (place, name) in batch.purposes.names(of: row.purposes).enumerated() {
        if place > 0 { append(0x2C) }
        append(json: name)
      }
      append(0x5D)
    }
    append(member: ",\"bot\":", row.bot, text)
    if options.contains(.source), row.source >= 0 {
      append(",\"source\":")
      let name = batch.sources[Int(row.source)]
      append(json: row.line > 0 ? "\(name):\(row.line)" : name)
    }
    append(0x7D)
  }

  private mutating func append(
    raw name: StaticString, _ range: ByteRange, _ text: Span<UInt8>
  ) {
    guard !range.isEmpty else { return }
    append(name)
    append(text.extracting(range.indices))
  }
}
