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
  /// The signals that decide something; others, whatever they hold, are not stored.
  private static let signals = ["gpc", "tc"]
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
    var known = Known()
    for row in batch.rows {
      reduced.rows.append(minimize(row, batch.text.span, &known, into: &reduced.text))
    }
    return reduced
  }

  /// What a batch has met already, with where its reduced form stands: each agent and id is worked
  /// out once a batch.
  private struct Known {
    var agents = ByteInterner()
    var families: [ByteRange] = []
    var ids = ByteInterner(capacity: 1024)
    var pseudonyms: [ByteRange] = []
  }

  private mutating func minimize(
    _ row: EventRow, _ text: Span<UInt8>, _ known: inout Known, into target: inout [UInt8]
  ) -> EventRow {
    var reduced = EventRow(time: row.time)
    reduced.visitor = pseudonym(row.visitor, text, &known, &target)
    reduced.customer = pseudonym(row.customer, text, &known, &target)
    reduced.id = eventPseudonym(text.extracting(row.id.indices), &target)
    reduced.event = target.store(text.extracting(row.event.indices))
    reduced.url = address(text.extracting(row.url.indices), &target)
    reduced.referrer = address(text.extracting(row.referrer.indices), &target)
    reduced.title = AddressMask.append(text.extracting(row.title.indices), to: &target)
    reduced.search = AddressMask.append(text.extracting(row.search.indices), to: &target)
    reduced.agent = family(row.agent, text, &known, &target)
    reduced.attributes = AddressMask.append(text.extracting(row.attributes.indices), to: &target)
    reduced.traits = members(of: row.traits, named: traitKeys, text, &target)
    reduced.consent = members(of: row.consent, named: EventMinimizer.signals, text, &target)
    reduced.bot = target.store(text.extracting(row.bot.indices))
    reduced.controller = target.store(text.extracting(row.controller.indices))
    reduced.status = row.status
    reduced.purposes = row.purposes
    return reduced
  }

  /// The pseudonym of an id, made once for each id; none for placeholders.
  private mutating func pseudonym(
    _ range: ByteRange, _ text: Span<UInt8>, _ known: inout Known, _ target: inout [UInt8]
  ) -> ByteRange {
    let id = text.extracting(range.indices)
    guard !Placeholder.matches(id) else { return .none }
    let (number, isNew) = known.ids.number(of: range, in: text)
    guard isNew else { return known.pseudonyms[number] }
    let key = Array(bytes: id)
    let made = pseudonyms[key] ?? subkey.pseudonym(of: id)
    pseudonyms[key] = made
    known.pseudonyms.append(target.store(made.span))
    return known.pseudonyms[number]
  }

  /// An agent's family, told once for each agent.
  private func family(
    _ range: ByteRange, _ text: Span<UInt8>, _ known: inout Known, _ target: inout [UInt8]
  ) -> ByteRange {
    guard !range.isEmpty else { return .none }
    let (number, isNew) = known.agents.number(of: range, in: text)
    if isNew {
      known.families.append(
        AgentFamily.append(familyOf: text.extracting(range.indices), to: &target))
    }
    return known.families[number]
  }

  /// What is kept of an address, without e-mail addresses that a site has put into its paths.
  private func address(_ url: Span<UInt8>, _ target: inout [UInt8]) -> ByteRange {
    let range = urls.append(minimized: url, to: &target)
    guard AddressMask.mayApply(to: target.span.extracting(range.indices)) else { return range }
    let minimized = Array(target[range.indices])
    target.removeLast(minimized.count)
    return AddressMask.append(minimized.span, to: &target)
  }

  /// The pseudonym of an event's id, which is met once as a rule and so not kept.
  private func eventPseudonym(_ id: Span<UInt8>, _ target: inout [UInt8]) -> ByteRange {
    guard !Placeholder.matches(id) else { return .none }
    let start = target.count
    subkey.append(pseudonymOf: id, to: &target)
    return ByteRange(start, target.count)
  }

  /// The named members of a JSON object, as an object of their own; none where it has none of them.
  private func members(
    of range: ByteRange, named names: [String], _ text: Span<UInt8>, _ target: inout [UInt8]
  ) -> ByteRange {
    guard !range.isEmpty, !names.isEmpty else { return .none }
    let object = text.extracting(range.indices)
    var kept: [UInt8] = []
    // An object that can't be read has no member that is kept: nothing of it is stored.
    try? forEachMember(of: object) { key, value in
      let name = object.extracting(key.range.indices)
      guard names.contains(where: { Array($0.utf8).span.isEqual(to: name) }) else { return }
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
