public import Bytes
public import Events

/// Events as bytes, one record after another, for holding many in little room.
///
/// A record is the time (8 bytes), which of the text fields are there (2), the status (2), the digits
/// of the time's fraction (1), then for each text that is there where it stands in a text beside the
/// records: its offset (4) and its length (4). All numbers are little-endian. Texts that many events
/// share stand there once. Purposes, size, method and source are left out: the first are decided anew
/// wherever events are used, the others never lie at rest.
public enum EventPacking {
  static let headBytes = 13
  static let placeBytes = 8
  /// The text fields that are packed.
  static let fieldCount = 14
  /// Those that events of many visitors have in common: event, url, referrer, agent, controller, bot.
  private static let sharedFields: UInt16 = 0b110_0001_1110

  /// A record that is not what ``Swift/Array/append(packed:)`` writes, or that points past its text.
  public struct Damaged: Error {}

  /// Hands each record's range in `records` to `body`.
  @inline(__always)
  private static func forEachRecord(
    _ records: Span<UInt8>, _ body: (Int, UInt16) throws(Damaged) -> Void
  ) throws(Damaged) {
    var at = 0
    while at < records.count {
      guard at + headBytes <= records.count else { throw Damaged() }
      let present = load(records, at: at + 8, as: UInt16.self)
      let size = headBytes + placeBytes * present.nonzeroBitCount
      guard at + size <= records.count, present >> UInt16(fieldCount) == 0 else { throw Damaged() }
      try body(at, present)
      at += size
    }
  }

  /// Appends the events of packed records to a batch; of texts that they share a copy is shared.
  ///
  /// - Parameters:
  ///   - text: what the records point into.
  ///   - places: where the texts of `text` stand in the batch, as far as that is known; the same
  ///     value for all records of a text.
  ///   - visitors: the same for visitors, of whom each has few records.
  ///   - shared: the batch's texts that records of other texts may share.
  /// - Throws: ``Damaged`` where the bytes are no records.
  public static func unpack(
    _ records: Span<UInt8>, _ text: Span<UInt8>, _ places: inout OffsetMap<ByteRange>,
    visitors: inout OffsetMap<ByteRange>, _ shared: inout SharedTexts,
    into batch: inout EventBatch
  ) throws(Damaged) {
    try forEachRecord(records) { (start, present) throws(Damaged) in
      let nanoseconds = Int64(bitPattern: load(records, at: start, as: UInt64.self))
      let digits = records[start + 12]
      guard digits <= 9 else { throw Damaged() }
      var row = EventRow(
        time: RecordTime(start: Timestamp(nanoseconds: nanoseconds), fractionDigits: digits))
      row.status = load(records, at: start + 10, as: UInt16.self)
      var at = start + headBytes
      var field: UInt16 = 1
      var isSound = true
      row.updatePackedFields { range in
        defer { field <<= 1 }
        guard present & field != 0 else { return }
        let packed = place(records, at: at)
        at += placeBytes
        guard packed.end <= text.count else { return isSound = false }
        let packedText = text.extracting(packed.indices)
        if field == 1 {
          if let known = visitors[packed.offset], known.count == packed.count {
            return range = known
          }
          range = batch.text.store(packedText)
          visitors[packed.offset] = range
        } else {
          if let known = places[packed.offset], known.count == packed.count {
            return range = known
          }
          range =
            field & sharedFields != 0
            ? shared.store(packedText, in: &batch.text) : batch.text.store(packedText)
          places[packed.offset] = range
        }
      }
      guard isSound else { throw Damaged() }
      batch.rows.append(row)
    }
  }

  /// The records with the texts that they point into in a text of their own.
  ///
  /// - Throws: ``Damaged`` where the bytes are no records.
  public static func detach(
    _ records: Span<UInt8>, from text: Span<UInt8>
  ) throws(Damaged) -> PackedEvents {
    var own = PackedEvents(records: Array(bytes: records))
    var copied = CopiedTexts()
    try forEachRecord(records) { (start, present) throws(Damaged) in
      for index in 0..<present.nonzeroBitCount {
        let at = start + headBytes + index * placeBytes
        let packed = place(records, at: at)
        guard packed.end <= text.count else { throw Damaged() }
        let bytes = copied.copy(packed, of: text, to: &own.text).packed
        for byte in 0..<placeBytes {
          own.records[at + byte] = UInt8(truncatingIfNeeded: bytes >> UInt64(8 * byte))
        }
      }
    }
    return own
  }

  @inline(__always)
  private static func place(_ records: Span<UInt8>, at index: Int) -> ByteRange {
    let word = load(records, at: index, as: UInt64.self)
    return ByteRange(
      offset: UInt32(truncatingIfNeeded: word), count: UInt32(truncatingIfNeeded: word >> 32))
  }

  /// A little-endian number; the load checks its bounds.
  @inline(__always)
  private static func load<Value: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: Span<UInt8>, at index: Int, as type: Value.Type
  ) -> Value {
    Value(
      littleEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: Value.self))
  }
}

/// Packed events with the text that they point into.
public struct PackedEvents: Sendable {
  /// The records, as ``EventPacking`` says.
  public var records: [UInt8]
  /// The text.
  public var text: [UInt8]

  /// Records over a text.
  public init(records: [UInt8] = [], text: [UInt8] = []) {
    self.records = records
    self.text = text
  }

  /// How many bytes they take.
  public var byteCount: Int { records.count + text.count }

  /// Appends an event with a copy of its texts.
  ///
  /// - Parameter copied: what has been copied of the same source.
  public mutating func append(
    _ row: EventRow, _ source: Span<UInt8>, _ copied: inout CopiedTexts
  ) {
    var copy = row
    copy.updatePackedFields { $0 = copied.copy($0, of: source, to: &text) }
    records.append(packed: copy)
  }

  /// Appends the events to a batch.
  ///
  /// - Throws: ``EventPacking/Damaged`` where the bytes are no records.
  public func unpack(into batch: inout EventBatch) throws(EventPacking.Damaged) {
    var places = OffsetMap(empty: ByteRange.none)
    var visitors = OffsetMap(empty: ByteRange.none)
    var shared = SharedTexts(maximumCount: 1, maximumBytes: 1)
    try EventPacking.unpack(
      records.span, text.span, &places, visitors: &visitors, &shared, into: &batch)
  }
}

extension [UInt8] {
  /// Appends an event as a packed record; its places are those in the text that goes with the records.
  public mutating func append(packed row: EventRow) {
    unsafe withUnsafeTemporaryAllocation(
      byteCount: EventPacking.headBytes + EventPacking.fieldCount * EventPacking.placeBytes,
      alignment: 8
    ) { record in
      var present: UInt16 = 0
      var field: UInt16 = 1
      var end = EventPacking.headBytes
      var copy = row
      copy.updatePackedFields { range in
        if !range.isEmpty {
          present |= field
          unsafe record.storeBytes(
            of: range.packed.littleEndian, toByteOffset: end, as: UInt64.self)
          end += EventPacking.placeBytes
        }
        field <<= 1
      }
      let time = UInt64(bitPattern: row.time.start.nanoseconds)
      unsafe record.storeBytes(of: time.littleEndian, toByteOffset: 0, as: UInt64.self)
      unsafe record.storeBytes(of: present.littleEndian, toByteOffset: 8, as: UInt16.self)
      unsafe record.storeBytes(of: row.status.littleEndian, toByteOffset: 10, as: UInt16.self)
      unsafe record.storeBytes(of: row.time.fractionDigits, toByteOffset: 12, as: UInt8.self)
      unsafe append(contentsOf: UnsafeRawBufferPointer(rebasing: record[0..<end]))
    }
  }
}

extension ByteRange {
  /// Offset and length in one word.
  fileprivate var packed: UInt64 { UInt64(count) << 32 | UInt64(offset) }
}

extension EventRow {
  /// Hands each text field that is packed to `update`, the visitor first.
  @inline(__always)
  fileprivate mutating func updatePackedFields(_ update: (inout ByteRange) -> Void) {
    update(&visitor)
    update(&event)
    update(&url)
    update(&referrer)
    update(&agent)
    update(&id)
    update(&title)
    update(&search)
    update(&customer)
    update(&controller)
    update(&bot)
    update(&attributes)
    update(&traits)
    update(&consent)
  }
}
