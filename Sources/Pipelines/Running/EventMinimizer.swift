package import Bytes
import Consent
package import Events
package import Identity
import Journeys

/// Reduces events to what may lie at rest, with pseudonyms, agent families and short addresses.
///
/// Nothing of a record that is not listed here is stored.
/// Kept as they are: time, event name, title, search terms, status, attributes, signals, bot's reason.
/// Left out: addresses, methods, sizes, traits that no outcome names, the file and line.
///
/// Agents and addresses that come again and again are worked out once while they are in use.
package struct EventMinimizer {
  private let subkey: Subkey
  private let reduction: AddressReduction
  private let traitKeys: [[UInt8]]
  /// The signals that decide something; others, whatever they hold, are not stored.
  private let signals: RestingSignals

  private var names = TextTranslator(maximumCount: 4_096, maximumBytes: 256 << 10)
  private var agents = ByteMemo(maximumCount: 16_384, maximumBytes: 2 << 20)
  private var families = PooledTexts()
  private var botReasons = PooledTexts()
  private var addresses = TextTranslator(maximumCount: 65_536, maximumBytes: 4 << 20)

  /// Most signals are said again by each event of a visit, and a TC string is long.
  private var consents = TextTranslator(maximumCount: 8_192, maximumBytes: 2 << 20)

  /// A minimiser with the visitors' subkey that keeps the listed query keys and traits, and the signals
  /// by which the policy decides.
  package init(
    subkey: Subkey, keepQuery: [String], traitKeys: [String],
    signals: RestingSignals = RestingSignals(ConsentPolicy())
  ) {
    self.subkey = subkey
    self.signals = signals
    reduction = AddressReduction(keepQuery: keepQuery)
    self.traitKeys = traitKeys.map { Array($0.utf8) }
  }

  /// The event reduced, its texts in a pool; visitor and customer are left to the caller.
  package mutating func minimize(
    _ row: EventRow, _ text: Span<UInt8>, into pool: inout TextPool
  ) -> EventRow {
    var reduced = EventRow(time: row.time)
    reduced.status = row.status
    reduced.event = names.place(ofSame: text.extracting(row.event.indices), in: &pool)
    reduced.url = address(text.extracting(row.url.indices), &pool)
    reduced.referrer = address(text.extracting(row.referrer.indices), &pool)
    takeAgent(row, text, &reduced, &pool)
    if !row.controller.isEmpty {
      reduced.controller = names.place(ofSame: text.extracting(row.controller.indices), in: &pool)
    }
    takeRest(row, text, &reduced, &pool.bytes)
    reduced.consent = consent(text.extracting(row.consent.indices), &pool)
    return reduced
  }

  /// Stores what few events have, and what is another text for each.
  private func takeRest(
    _ row: EventRow, _ text: Span<UInt8>, _ reduced: inout EventRow, _ target: inout [UInt8]
  ) {
    if !row.id.isEmpty {
      reduced.id = eventPseudonym(text.extracting(row.id.indices), &target)
    }
    if !row.title.isEmpty {
      reduced.title = AddressMask.append(text.extracting(row.title.indices), to: &target)
    }
    if !row.search.isEmpty {
      reduced.search = AddressMask.append(text.extracting(row.search.indices), to: &target)
    }
    if !row.attributes.isEmpty {
      reduced.attributes = AddressMask.append(text.extracting(row.attributes.indices), to: &target)
    }
    if !row.traits.isEmpty, !traitKeys.isEmpty {
      let start = target.count
      let traits = text.extracting(row.traits.indices)
      EventMinimizer.append(membersOf: traits, to: &target) { name, _ in
        traitKeys.contains { $0.span.isEqual(to: name) }
      }
      reduced.traits = target.count == start ? .none : ByteRange(start, target.count)
    }
  }

  /// What is kept of an event's signals.
  private mutating func consent(_ object: Span<UInt8>, _ pool: inout TextPool) -> ByteRange {
    guard object.count > 0 else { return .none }
    return consents.place(of: object, in: &pool) { [signals] object, target in
      EventMinimizer.append(membersOf: object, to: &target) { name, value in
        signals.keeps(name, value, in: object)
      }
    }
  }

  /// Stores the agent's family, and the reason for which a bot is told by it, unless the event
  /// carries one already.
  private mutating func takeAgent(
    _ row: EventRow, _ text: Span<UInt8>, _ reduced: inout EventRow, _ pool: inout TextPool
  ) {
    if !row.bot.isEmpty { reduced.bot = pool.bytes.store(text.extracting(row.bot.indices)) }
    guard !row.agent.isEmpty else { return }
    let agent = text.extracting(row.agent.indices)
    let entry = agents.entry(of: agent)
    if entry.isNew {
      families.learn(entry.number) { AgentFamily.append(familyOf: agent, to: &$0) }
      botReasons.learn(entry.number) { target in
        if let reason = BotDetector.reason(agent) { target.append(reason) }
      }
    }
    reduced.agent = families.place(of: entry.number, in: &pool)
    if row.bot.isEmpty { reduced.bot = botReasons.place(of: entry.number, in: &pool) }
  }

  /// What is kept of an address, without e-mail addresses that a site has put into its paths.
  private mutating func address(_ url: Span<UInt8>, _ pool: inout TextPool) -> ByteRange {
    guard url.count > 0 else { return .none }
    return addresses.place(of: url, in: &pool) { [reduction] url, target in
      reduction.append(url, to: &target)
    }
  }

  /// The pseudonym of an event's id, which is met once as a rule and so not kept.
  private func eventPseudonym(_ id: Span<UInt8>, _ target: inout [UInt8]) -> ByteRange {
    guard !Placeholder.matches(id) else { return .none }
    let start = target.count
    subkey.append(pseudonymOf: id, to: &target)
    return ByteRange(start, target.count)
  }

  /// Appends some members of a JSON object, as an object of their own; nothing where it has none of them.
  private static func append(
    membersOf object: Span<UInt8>, to target: inout [UInt8],
    where isKept: (Span<UInt8>, JSONValue) -> Bool
  ) {
    let start = target.count
    // Of an object that can't be read no member is kept behind the fault.
    try? forEachMember(of: object) { key, value in
      let name = object.extracting(key.range.indices)
      guard isKept(name, value) else { return }
      target.append(target.count == start ? 0x7B : 0x2C)
      target.append(json: name)
      target.append(0x3A)
      target.append(minified: value, in: object)
    }
    if target.count > start { target.append(0x7D) }
  }
}

extension TextTranslator {
  /// Where a text that stands for itself lies in a pool.
  fileprivate mutating func place(
    ofSame text: Span<UInt8>, in pool: inout TextPool
  ) -> ByteRange {
    place(of: text, in: &pool) { $1.append($0) }
  }
}
