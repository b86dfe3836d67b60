public import Bytes

/// Events and the text that they point into: the unit in which stages work.
public struct EventBatch: Sendable {
  /// The bytes of all fields.
  public var text: [UInt8] = []
  /// The events.
  public var rows: [EventRow] = []
  /// The names of the files that events were read from, for messages alone; at rest those of the
  /// pipeline's entries by which they came.
  public var sources: [String] = []
  /// The purposes that ``EventRow/purposes`` speaks of.
  public var purposes: PurposeList

  /// A batch without events.
  public init(purposes: PurposeList = PurposeList([])) {
    self.purposes = purposes
  }

  /// Takes out all events and keeps the room they took.
  public mutating func removeAll() {
    text.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
  }

  /// Takes out all events, sources and purposes and keeps the room that the events took: a batch as
  /// good as new.
  public mutating func reset() {
    removeAll()
    sources.removeAll(keepingCapacity: true)
    purposes = PurposeList([])
  }

  /// The place of a file's name in ``sources``, which is added where it is not the last one.
  public mutating func sourceIndex(_ name: String) -> Int32 {
    if sources.last != name { sources.append(name) }
    return Int32(sources.count - 1)
  }

  /// The text of a field, for edges and messages.
  public func string(_ range: ByteRange) -> String {
    String(text.span.extracting(range.indices))
  }

  /// Appends the events of another batch, whose purposes and sources are joined with this one's.
  ///
  /// Purposes past the 64th of both together are lost.
  public mutating func join(_ other: borrowing EventBatch) {
    var texts = CopiedTexts()
    join(other, copying: &texts)
  }

  /// Does what ``join(_:)`` does and hands on which texts have been copied where.
  ///
  /// - Parameter texts: the other batch's texts that have been copied; others that no event has stay
  ///   there.
  public mutating func join(_ other: borrowing EventBatch, copying texts: inout CopiedTexts) {
    join(other) { row, source, text in
      row.updateTextFields { $0 = texts.copy($0, of: source, to: &text) }
    }
  }

  /// Appends the events of another batch, each once `store` has given its texts a place in this one.
  @inline(__always)
  mutating func join(
    _ other: borrowing EventBatch, _ store: (inout EventRow, Span<UInt8>, inout [UInt8]) -> Void
  ) {
    let sourceShift = Int32(sources.count)
    let places = other.purposes == purposes ? nil : other.purposes.names.map { purposes.insert($0) }
    sources.append(contentsOf: other.sources)
    for place in other.rows.indices {
      var row = other.rows[place]
      store(&row, other.text.span, &text)
      if row.source >= 0 { row.source += sourceShift }
      if let places { row.purposes = row.purposes.moved(to: places) }
      rows.append(row)
    }
  }

  /// Appends one event of another batch, with its text.
  ///
  /// The file it came from is not carried over: it serves messages alone.
  public mutating func append(_ row: EventRow, of other: borrowing EventBatch) {
    var copy = row
    copy.source = -1
    copy.line = 0
    copy.updateTextFields { $0 = text.store(other.text.span.extracting($0.indices)) }
    rows.append(copy)
  }
}

extension EventRow {
  /// Hands each field that lies in the batch's text to `update`.
  @inlinable
  public mutating func updateTextFields(_ update: (inout ByteRange) -> Void) {
    update(&visitor)
    update(&event)
    update(&id)
    update(&url)
    update(&title)
    update(&referrer)
    update(&search)
    update(&agent)
    update(&method)
    update(&customer)
    update(&controller)
    update(&bot)
    update(&attributes)
    update(&traits)
    update(&consent)
    update(&consentSubject)
  }
}
