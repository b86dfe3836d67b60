public import Bytes
import Consent
import ConsentLedger
public import Events
public import Identity
import Workspace

/// Whom an online scorer has to let go of at once: the work of `sojourn-ledger suppressions`.
///
/// An id is named for the purposes for which it might be used now but for what was withdrawn, objected to,
/// refused or restricted since a position of the ledger, by itself or by an id that is linked to it, or was
/// linked to it since; and for all purposes where it was erased since. One that has been redacted is named
/// whatever the position, until it is granted a use again: since when can't be told any more.
public struct Suppressions: Sendable {
  /// One id.
  public struct Entry: Hashable, Sendable {
    /// The visitor or customer, by the pseudonym that journeys at rest use.
    public var id: Pseudonym
    /// The purposes to stop for, as places in the list's.
    public var purposes: PurposeSet
    /// Whether the person was erased.
    public var isErased: Bool
  }

  /// The organisation whose persons they are.
  public var controller: String
  /// The purposes that entries count.
  public var purposes: PurposeList
  /// The position from which on the ledger was looked at, and its size.
  public var since: Int
  /// How many statements the ledger held.
  public var size: Int
  /// P: the moment that is looked at.
  public var asOf: Timestamp
  /// In order of the pseudonyms.
  public var entries: [Entry]

  /// The feed of a ledger.
  ///
  /// - Parameters:
  ///   - settings: the ledger and the policy.
  ///   - since: a size of the ledger, or a time, which means the size that it had then.
  ///   - asOf: P.
  /// - Throws: ``LedgerError/untrusted(path:_:)`` where the ledger is not what was signed.
  public init(settings: LedgerSettings, since: LedgerPosition, asOf: Timestamp) throws {
    let open = try OpenLedger(settings, .read)
    let statements = try open.loadVerified(after: nil).statements
    let position =
      switch since {
      case .size(let size): size
      case .time(let moment): statements.size(at: moment)
      }
    let context = RunContext(
      controller: open.ledger.controller, purposes: PurposeList(settings.policy.purposes),
      asOf: asOf)
    controller = context.controller
    purposes = context.purposes
    self.since = position
    size = statements.count
    self.asOf = asOf
    do {
      let all = try ConsentRegister(statements, context: context, policy: settings.policy)
      let untold = statements.withoutTombstones()
      func register(knowing: (Int) -> Bool) throws -> ConsentRegister {
        try ConsentRegister(untold, context: context, policy: settings.policy, knowing: knowing)
      }
      let withoutEnds = try register { $0 < position || !statements.action($0).isDenial }
      // An end that was said before reaches further by a link that came since.
      let withoutLinks = try register {
        $0 < position || !(statements.action($0).isDenial || statements.action($0) == .link)
      }
      entries = Suppressions.entries(all, [withoutEnds, withoutLinks], asOf) {
        statements.hasTombstone($0)
      }
    } catch {
      throw StageFailure(.configuration, "consent: \(error)")
    }
  }

  private static func entries(
    _ all: ConsentRegister, _ others: [ConsentRegister], _ asOf: Timestamp,
    isRedacted: (Span<UInt8>) -> Bool
  ) -> [Entry] {
    let every = all.context.purposes.names.indices.reduce(into: PurposeSet()) {
      $0.insert(PurposeSet(index: $1))
    }
    let legitimate = all.context.purposes.names.indices.reduce(into: PurposeSet()) {
      let name = all.context.purposes.names[$1]
      if all.policy.basis[name] == .legitimateInterests { $0.insert(PurposeSet(index: $1)) }
    }
    var entries: [Entry] = []
    all.forEachSubject { subject, id in
      guard let pseudonym = Pseudonym(text: id) else { return }
      let permitted = all.permitted(subject, at: asOf)
      let stopped = others.reduce(into: PurposeSet()) {
        $0.formUnion($1.permitted(subject, at: asOf))
      }.subtracting(permitted)
      // Since when a person has been redacted can't be told: they are named until they grant again.
      let isKnownAnew = isRedacted(id) && !permitted.subtracting(legitimate).isEmpty
      let isErased =
        !isKnownAnew && others.contains { $0.erasedUntil(subject) != all.erasedUntil(subject) }
      guard isErased || !stopped.isEmpty else { return }
      entries.append(
        Entry(id: pseudonym, purposes: isErased ? every : stopped, isErased: isErased))
    }
    return entries.sorted { $0.id < $1.id }
  }

  /// One JSON object a line.
  public var ndjson: [UInt8] {
    var text: [UInt8] = []
    for entry in entries {
      text.append("{\"id\":\"")
      entry.id.append(to: &text)
      text.append("\",\"purposes\":[")
      for (place, name) in purposes.names(of: entry.purposes).enumerated() {
        if place > 0 { text.append(0x2C) }
        text.append(json: name)
      }
      text.append(entry.isErased ? "],\"erased\":true}\n" : "]}\n")
    }
    return text
  }

  /// The compact set: a line that says what it is, then 24 bytes an id, in order of the pseudonyms.
  ///
  /// The first line is one JSON object: `form` (1), `controller`, `purposes`, `since`, `size`, `asOf` and
  /// `count`. An id is its pseudonym's 16 bytes, then a little-endian word of 64 bits: bit i for the list's
  /// purpose i. A scorer finds an id by halving.
  public var compactSet: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append("{\"form\":1,\"controller\":")
    bytes.append(json: controller)
    bytes.append(",\"purposes\":[")
    for (place, name) in purposes.names.enumerated() {
      if place > 0 { bytes.append(0x2C) }
      bytes.append(json: name)
    }
    bytes.append(
      contentsOf:
        "],\"since\":\(since),\"size\":\(size),\"asOf\":\"\(asOf)\",\"count\":\(entries.count)}\n"
        .utf8)
    for entry in entries {
      bytes += entry.id.bytes
      let word = entry.purposes.rawValue
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    return bytes
  }
}
