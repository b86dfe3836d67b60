import Bytes
public import Events

/// Why a line is not a session with its journey.
public enum SessionRejection: Error, Equatable, Sendable {
  /// The line is not one JSON object.
  case notJSON
  /// There is no `session`.
  case missingSession
  /// `session` is not 32 hexadecimal digits.
  case badSession
  /// There is no `journey`: the line is a summary.
  case missingJourney
  /// `journey` has no events.
  case emptyJourney
  /// A field has another type than the format says.
  case badField
  /// The event at a place of the journey, from 0, is not one.
  case badEvent(at: Int, EventRejection)
  /// The event at a place of the journey is of another visitor than the first, or of none.
  case otherVisitor(at: Int)
  /// The event at a place of the journey is earlier than the one before.
  case notInOrder(at: Int)
}

extension SessionTable {
  /// A table without sessions.
  public init(purposes: PurposeList = PurposeList([])) {
    self.init(events: EventBatch(purposes: purposes), sessions: [])
  }

  /// Reads one line of sessions as NDJSON and appends the session with its events.
  ///
  /// The line's own facts and outcomes are passed over, since the events say them: match the outcomes
  /// anew. Lines may come in any order, see ``sort()``. Nothing is appended when the line is
  /// rejected.
  ///
  /// - Throws: ``SessionRejection``.
  public mutating func append(ndjson line: Span<UInt8>) throws(SessionRejection) {
    let textCount = events.text.count
    let rowCount = events.rows.count
    do throws(SessionRejection) {
      sessions.append(try events.appendSession(ndjson: line))
    } catch {
      events.text.removeLast(events.text.count - textCount)
      events.rows.removeLast(events.rows.count - rowCount)
      throw error
    }
  }

  /// Puts the sessions in order: by visitor's bytes and start, their events with them.
  ///
  /// Where a limit cut a run of events of one time, the session that it began comes first, then by
  /// end, first record and id. O(n log n) in the sessions.
  public mutating func sort() {
    var order = Array(sessions.indices)
    order.sort { isOrdered(sessions[$0], before: sessions[$1]) }
    var rows: [EventRow] = []
    rows.reserveCapacity(events.rows.count)
    var sorted: [Session] = []
    sorted.reserveCapacity(sessions.count)
    for place in order {
      var session = sessions[place]
      let shift = rows.count - session.rows.lowerBound
      rows.append(contentsOf: events.rows[session.rows])
      session.rows = (session.rows.lowerBound + shift)..<(session.rows.upperBound + shift)
      for index in session.achievements.indices { session.achievements[index].row += shift }
      sorted.append(session)
    }
    events.rows = rows
    sessions = sorted
  }

  private func isOrdered(_ a: Session, before b: Session) -> Bool {
    let first = events.rows[a.rows.lowerBound]
    let second = events.rows[b.rows.lowerBound]
    let visitors = events.text.span.extracting(first.visitor.indices)
      .compare(to: events.text.span.extracting(second.visitor.indices))
    if visitors != 0 { return visitors < 0 }
    if first.time.start != second.time.start { return first.time.start < second.time.start }
    if (a.cut == nil) != (b.cut == nil) { return a.cut == nil }
    let ends = [a, b].map { events.rows[$0.rows.upperBound - 1].time.start }
    if ends[0] != ends[1] { return ends[0] < ends[1] }
    if events.isOrdered(first, before: second) { return true }
    if events.isOrdered(second, before: first) { return false }
    return (a.id.high, a.id.low) < (b.id.high, b.id.low)
  }
}

extension EventBatch {
  fileprivate mutating func appendSession(
    ndjson line: Span<UInt8>
  ) throws(SessionRejection) -> Session {
    let first = rows.count
    var reader = SessionLineReader()
    do {
      try forEachMember(of: line) { key, value in
        try reader.take(line.extracting(key.range.indices), value, line, &self)
      }
    } catch {
      throw error as? SessionRejection ?? .notJSON
    }
    return try reader.session(from: first, self)
  }
}

private struct SessionLineReader {
  private var id: SessionID?
  private var cut: SessionCut?
  private var bot = ByteRange.none
  private var isOpen = false
  private var hasJourney = false

  mutating func take(
    _ name: Span<UInt8>, _ value: JSONValue, _ line: Span<UInt8>, _ events: inout EventBatch
  ) throws(SessionRejection) {
    if name.isEqual(to: "session") {
      guard value.kind == .string,
        let id = SessionID(hexadecimal: line.extracting(value.range.indices))
      else { throw .badSession }
      self.id = id
    } else if name.isEqual(to: "open") {
      guard value.kind == .true || value.kind == .false else { throw .badField }
      isOpen = value.kind == .true
    } else if name.isEqual(to: "cut") {
      guard value.kind == .string,
        let cut = SessionCut(rawValue: String(line.extracting(value.range.indices)))
      else { throw .badField }
      self.cut = cut
    } else if name.isEqual(to: "bot") {
      guard value.kind == .string else { throw .badField }
      bot = events.text.store(textOf: value, in: line)
    } else if name.isEqual(to: "journey") {
      guard value.kind == .array, !hasJourney else { throw .badField }
      hasJourney = true
      try takeJourney(value, line, &events)
    }
  }

  private func takeJourney(
    _ value: JSONValue, _ line: Span<UInt8>, _ events: inout EventBatch
  ) throws(SessionRejection) {
    var scanner = JSONScanner(at: value.range.start)
    var place = 0
    do {
      try scanner.enter(0x5B, line)
      while let element = try scanner.nextElement(line) {
        try takeEvent(element, place, line, &events)
        place += 1
      }
    } catch {
      throw error as? SessionRejection ?? .notJSON
    }
  }

  private func takeEvent(
    _ element: JSONValue, _ place: Int, _ line: Span<UInt8>, _ events: inout EventBatch
  ) throws(SessionRejection) {
    guard element.kind == .object else { throw .badEvent(at: place, .notJSON) }
    do {
      try events.append(event: element, in: line)
    } catch {
      throw .badEvent(at: place, error)
    }
    let row = events.rows[events.rows.count - 1]
    guard !row.visitor.isEmpty else { throw .otherVisitor(at: place) }
    guard place > 0 else { return }
    let before = events.rows[events.rows.count - 2]
    guard events.text.span.isSame(row.visitor, before.visitor) else {
      throw .otherVisitor(at: place)
    }
    guard before.time.start <= row.time.start else { throw .notInOrder(at: place) }
  }

  func session(from first: Int, _ events: EventBatch) throws(SessionRejection) -> Session {
    guard let id else { throw .missingSession }
    guard hasJourney else { throw .missingJourney }
    guard first < events.rows.count else { throw .emptyJourney }
    var session = Session(id: id, rows: first..<events.rows.count, cut: cut, isOpen: isOpen)
    session.bot = bot
    return session
  }
}
