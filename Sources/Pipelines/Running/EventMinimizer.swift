import Bytes
import Events
import Identity
import Journeys

/// Reduces events to what may lie at rest, with pseudonyms, agent families and short addresses.
///
/// Nothing of a record that is not listed here is stored.
/// Kept as they are: time, event name, title, search terms, status, attributes, signals, bot's reason.
/// Left out: addresses, methods, sizes, traits that no outcome names, the file and line.
struct EventMinimizer {
  private let subkey: Subkey
  private let urls: URLMinimizer
  private let traitKeys: [String]
  private var pseudonyms: [[UInt8]: [UInt8]] = [:]

  /// A minimiser with the visitors' subkey that keeps the listed query keys and traits.
  init(subkey: Subkey, keepQuery: [String], traitKeys: [String]) {
    self.subkey = subkey
    urls = URLMinimizer(keeping: keepQuery)
    self.traitKeys = traitKeys
  }

  /// A batch of the same events, reduced.
  mutating func minimize(_ batch: borrowing EventBatch) -> EventBatch {
    var reduced = EventBatch(purposes: batch.purposes)
    reduced.rows.reserveCapacity(batch.rows.count)
    for row in batch.rows {
      reduced.rows.append(minimize(row, batch.text.span, into: &reduced.text))
    }
    return reduced
  }

  private mutating func minimize(
    _ row: EventRow, _ text: Span<UInt8>, into target: inout [UInt8]
  ) -> EventRow {
    var reduced = EventRow(time: row.time)
    reduced.visitor = pseudonym(text.extracting(row.visitor.indices), &target)
    reduced.customer = pseudonym(text.extracting(row.customer.indices), &target)
    reduced.id = eventPseudonym(text.extracting(row.id.indices), &target)
    reduced.event = target.store(text.extracting(row.event.indices))
    reduced.url = urls.append(minimized: text.extracting(row.url.indices), to: &target)
    reduced.referrer = urls.append(minimized: text.extracting(row.referrer.indices), to: &target)
    reduced.title = target.store(text.extracting(row.title.indices))
    reduced.search = target.store(text.extracting(row.search.indices))
    reduced.agent = AgentFamily.append(
      familyOf: text.extracting(row.agent.indices), to: &target)
    reduced.attributes = target.store(text.extracting(row.attributes.indices))
    reduced.traits = traits(row, text, &target)
    reduced.consent = target.store(text.extracting(row.consent.indices))
    reduced.bot = target.store(text.extracting(row.bot.indices))
    reduced.controller = target.store(text.extracting(row.controller.indices))
    reduced.status = row.status
    reduced.purposes = row.purposes
    return reduced
  }

  /// The pseudonym of an id, made once for each id; none for placeholders.
  private mutating func pseudonym(
    _ id: Span<UInt8>, _ target: inout [UInt8]
  ) -> ByteRange {
    guard !Placeholder.matches(id) else { return .none }
    var key: [UInt8] = []
    key.append(id)
    let known = pseudonyms[key] ?? subkey.pseudonym(of: id)
    pseudonyms[key] = known
    return target.store(known.span)
  }

  /// The pseudonym of an event's id, which is met once as a rule and so not kept.
  private func eventPseudonym(_ id: Span<UInt8>, _ target: inout [UInt8]) -> ByteRange {
    guard !Placeholder.matches(id) else { return .none }
    let start = target.count
    subkey.append(pseudonymOf: id, to: &target)
    return ByteRange(start, target.count)
  }

  /// The traits that outcomes name, as one JSON object; none where there is none of them.
  private func traits(
    _ row: EventRow, _ text: Span<UInt8>, _ target: inout [UInt8]
  ) -> ByteRange {
    guard !row.traits.isEmpty, !traitKeys.isEmpty else { return .none }
    let object = text.extracting(row.traits.indices)
    var kept: [UInt8] = []
    try? forEachMember(of: object) { key, value in
      let name = object.extracting(key.range.indices)
      guard traitKeys.contains(where: { Array($0.utf8).span.isEqual(to: name) }) else { return }
      kept.append(kept.isEmpty ? 0x7B : 0x2C)
      kept.append(json: name)
      kept.append(0x3A)
      kept.append(minified: value, in: object)
    }
    guard !kept.isEmpty else { return .none }
    kept.append(0x7D)
    return target.store(kept.span)
  }
}
