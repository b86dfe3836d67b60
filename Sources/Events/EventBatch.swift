public import Bytes

/// Events and the text that they point into: the unit in which stages work.
public struct EventBatch: Sendable {
  /// The bytes of all fields.
  public var text: [UInt8] = []
  /// The events.
  public var rows: [EventRow] = []
  /// The names of the files that events were read from, for messages alone.
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
  public mutating func join(_ other: EventBatch) {
    let textShift = text.count
    let sourceShift = Int32(sources.count)
    let places = other.purposes == purposes ? nil : other.purposes.names.map { purposes.insert($0) }
    text.append(contentsOf: other.text)
    sources.append(contentsOf: other.sources)
    for row in other.rows {
      var moved = row
      moved.shift(text: textShift, source: sourceShift)
      if let places { moved.purposes = row.purposes.moved(to: places) }
      rows.append(moved)
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
  }

  fileprivate mutating func shift(text: Int, source: Int32) {
    updateTextFields { $0 = $0.shifted(by: text) }
    if self.source >= 0 { self.source += source }
  }
}
