import Bytes
public import Events
import Parquet

extension EventTable {
  /// Appends the events at places of a batch, column by column.
  ///
  /// - Parameter text: tells the batch's text from all others, so that texts that stand once in it are
  ///   looked at once.
  /// - Throws: ``WorkspaceError`` where a full row group can't be written.
  public static func append(
    _ places: ArraySlice<UInt32>, of batch: borrowing EventBatch, text: UInt64,
    to file: PartitionFile
  ) throws(WorkspaceError) {
    file.codes.begin(text)
    var begin = places.startIndex
    while begin < places.endIndex {
      let end = min(begin + file.rows.rowsLeftInGroup, places.endIndex)
      appendGroup(places[begin..<end], of: batch, to: &file.rows, &file.codes)
      try file.flush()
      begin = end
    }
  }

  private static func appendGroup(
    _ places: ArraySlice<UInt32>, of batch: borrowing EventBatch, to rows: inout ParquetWriter,
    _ codes: inout TextCodes
  ) {
    appendTimes(places, of: batch, to: &rows)
    forEachRun(places, { batch.rows[Int($0)].status }) { status, count in
      if status > 0 {
        rows.append(3, int32: Int32(status), count: count)
      } else {
        rows.appendNull(3, count: count)
      }
    }
    appendGates(places, of: batch, to: &rows)
    appendPurposes(places, of: batch, to: &rows)
    for (index, text) in EventText.allCases.enumerated() {
      appendTexts(text, firstText + index, places, of: batch, to: &rows, &codes)
    }
    appendSources(places, of: batch, to: &rows)
    rows.endRow(count: places.count)
  }

  private static func appendTimes(
    _ places: ArraySlice<UInt32>, of batch: borrowing EventBatch, to rows: inout ParquetWriter
  ) {
    for place in places {
      rows.append(0, int64: batch.rows[Int(place)].time.start.microseconds)
    }
    forEachRun(places, { TimeRest(batch.rows[Int($0)].time) }) { rest, count in
      rows.append(1, int32: Int32(rest.digits), count: count)
      if rest.digits > 6 {
        rows.append(2, int32: rest.nanoseconds, count: count)
      } else {
        rows.appendNull(2, count: count)
      }
    }
  }

  /// What a timestamp in microseconds leaves unsaid of a time.
  private struct TimeRest: Equatable {
    var digits: UInt8
    /// What is left below a microsecond, where the time was written so finely.
    var nanoseconds: Int32 = 0

    init(_ time: RecordTime) {
      digits = time.fractionDigits
      guard digits > 6 else { return }
      nanoseconds = Int32(time.start.nanoseconds - time.start.microseconds * 1000)
    }
  }

  private static func appendGates(
    _ places: ArraySlice<UInt32>, of batch: borrowing EventBatch, to rows: inout ParquetWriter
  ) {
    let track = rows.intern(4, string: Array("track".utf8).span)
    let record = rows.intern(4, string: Array("record".utf8).span)
    forEachRun(places, { batch.rows[Int($0)].event }) { event, count in
      let isStandard = EventName.isStandard(batch.text.span.extracting(event.indices))
      for _ in 0..<count { rows.append(isStandard ? track : record) }
    }
  }

  private static func appendSources(
    _ places: ArraySlice<UInt32>, of batch: borrowing EventBatch, to rows: inout ParquetWriter
  ) {
    let names = batch.sources.map { Array($0.utf8) }
    forEachRun(places, { batch.rows[Int($0)].source }) { place, count in
      if names.indices.contains(Int(place)) {
        let name = names[Int(place)]
        rows.append(source, string: name.span, count: count)
      } else {
        rows.appendNull(source, count: count)
      }
    }
  }

  /// Hands on each run of places that have the same value, with its length.
  @inline(__always)
  private static func forEachRun<Value: Equatable>(
    _ places: ArraySlice<UInt32>, _ value: (UInt32) -> Value, _ body: (Value, Int) -> Void
  ) {
    var begin = places.startIndex
    while begin < places.endIndex {
      let first = value(places[begin])
      var end = begin + 1
      while end < places.endIndex, value(places[end]) == first { end += 1 }
      body(first, end - begin)
      begin = end
    }
  }

  private static func appendPurposes(
    _ places: ArraySlice<UInt32>, of batch: borrowing EventBatch, to rows: inout ParquetWriter
  ) {
    var codes: [PurposeSet: ParquetCode] = [:]
    var last: (set: PurposeSet, code: ParquetCode)?
    for place in places {
      let set = batch.rows[Int(place)].purposes
      if let last, last.set == set {
        rows.append(last.code)
        continue
      }
      let code = codes[set] ?? rows.intern(5, string: batch.purposes.json(of: set).span)
      codes[set] = code
      last = (set, code)
      rows.append(code)
    }
  }

  private static func appendTexts(
    _ text: EventText, _ column: Int, _ places: ArraySlice<UInt32>,
    of batch: borrowing EventBatch, to rows: inout ParquetWriter, _ codes: inout TextCodes
  ) {
    var waiting: [ParquetCode] = []
    forEachRun(places, { text[batch.rows[Int($0)]] }) { range, count in
      if text.isShared, !range.isEmpty,
        let code = codes.code(of: range, in: batch.text.span, column, &rows)
      {
        for _ in 0..<count { waiting.append(code) }
        return
      }
      rows.append(waiting.span)
      waiting.removeAll(keepingCapacity: true)
      if range.isEmpty, text.isNullable {
        rows.appendNull(column, count: count)
      } else {
        rows.append(column, string: batch.text.span.extracting(range.indices), count: count)
      }
    }
    rows.append(waiting.span)
  }
}

extension PurposeList {
  /// The names of a set as a JSON array.
  func json(of set: PurposeSet) -> [UInt8] {
    var text: [UInt8] = [0x5B]
    for (place, name) in names(of: set).enumerated() {
      if place > 0 { text.append(0x2C) }
      text.append(json: name)
    }
    text.append(0x5D)
    return text
  }
}

extension Timestamp {
  /// Microseconds since the epoch, rounded down.
  var microseconds: Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1000)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
