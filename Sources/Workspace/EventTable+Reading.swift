import Bytes
public import Events
import Parquet

extension EventTable {
  /// Appends a file's events of some shards to a batch.
  ///
  /// Row groups of other shards are not unpacked beyond their visitors.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - shards: which visitors.
  ///   - batch: takes the events; its purposes and sources take in the names that the file has.
  /// - Throws: ``WorkspaceError`` where the file can't be read or is no such table.
  public static func read(
    _ path: String, shards: Range<Int>, into batch: inout EventBatch
  ) throws(WorkspaceError) {
    try read(path) { (reader, group) throws(ParquetError) in
      let visitors = try reader.strings(column: firstText, rowGroup: group, into: &batch.text)
      let rows = rows(of: shards, visitors.values, batch.text.span)
      guard !rows.isEmpty else { return }
      try append(rows, of: group, visitors.values, reader, to: &batch)
    }
  }

  /// Appends a file's events that name a customer to a batch.
  ///
  /// - Throws: ``WorkspaceError`` where the file can't be read or is no such table.
  public static func readIdentified(
    _ path: String, into batch: inout EventBatch
  ) throws(WorkspaceError) {
    guard let customer = schema.index(of: "customer") else { return }
    try read(path) { (reader, group) throws(ParquetError) in
      let nulls = reader.footer.statistics(column: customer, rowGroup: group).nullCount
      guard nulls != reader.rowGroups[group].rowCount else { return }
      var all = EventBatch(purposes: batch.purposes)
      let visitors = try reader.strings(column: firstText, rowGroup: group, into: &all.text)
      try append(visitors.values.indices, of: group, visitors.values, reader, to: &all)
      batch.purposes = all.purposes
      for row in all.rows where !row.customer.isEmpty { batch.append(row, of: all) }
    }
  }

  private static func read(
    _ path: String, _ body: (ParquetReader, Int) throws(ParquetError) -> Void
  ) throws(WorkspaceError) {
    let bytes = try WholeFile.read(path)
    do throws(ParquetError) {
      let reader = try ParquetReader(bytes)
      guard reader.schema == schema else { throw ParquetError(.notParquet, at: 0) }
      for group in reader.rowGroups.indices { try body(reader, group) }
    } catch {
      throw .damagedTable(path: path, reason: "\(error)")
    }
  }

  /// The rows of some shards, which lie together since visitors come in order.
  private static func rows(
    of shards: Range<Int>, _ visitors: [ByteRange], _ text: Span<UInt8>
  ) -> Range<Int> {
    func firstRow(from shard: Int) -> Int {
      var low = 0
      var high = visitors.count
      while low < high {
        let middle = (low + high) / 2
        if TableLayout.shard(of: text.extracting(visitors[middle].indices)) < shard {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return low
    }
    return firstRow(from: shards.lowerBound)..<firstRow(from: shards.upperBound)
  }

  private static func append(
    _ rows: Range<Int>, of group: Int, _ visitors: [ByteRange], _ reader: ParquetReader,
    to batch: inout EventBatch
  ) throws(ParquetError) {
    let first = batch.rows.count
    try appendTimes(rows, of: group, reader, to: &batch)
    let statuses = try reader.int32s(column: 3, rowGroup: group).values
    let purposes = try reader.codes(column: 5, rowGroup: group, into: &batch.text)
    let sets = purposes.texts.map { batch.purposeSet(json: $0) }
    for (offset, row) in rows.enumerated() {
      batch.rows[first + offset].visitor = visitors[row]
      batch.rows[first + offset].status = UInt16(clamping: statuses[row])
      batch.rows[first + offset].purposes = sets[Int(purposes.codes.values[row])]
    }
    try appendSources(rows, of: group, first, reader, to: &batch)
    for (index, text) in EventText.allCases.enumerated().dropFirst() {
      let nulls = reader.footer.statistics(column: firstText + index, rowGroup: group).nullCount
      guard nulls != reader.rowGroups[group].rowCount else { continue }
      let values = try reader.strings(
        column: firstText + index, rowGroup: group, into: &batch.text
      ).values
      for (offset, row) in rows.enumerated() {
        text.set(values[row], in: &batch.rows[first + offset])
      }
    }
  }

  private static func appendSources(
    _ rows: Range<Int>, of group: Int, _ first: Int, _ reader: ParquetReader,
    to batch: inout EventBatch
  ) throws(ParquetError) {
    let nulls = reader.footer.statistics(column: source, rowGroup: group).nullCount
    guard nulls != reader.rowGroups[group].rowCount else { return }
    var text: [UInt8] = []
    let named = try reader.codes(column: source, rowGroup: group, into: &text)
    let places = named.texts.map { batch.place(ofSource: String(text.span.extracting($0.indices))) }
    for (offset, row) in rows.enumerated() {
      guard let code = named.codes[row] else { continue }
      batch.rows[first + offset].source = places[Int(code)]
    }
  }

  private static func appendTimes(
    _ rows: Range<Int>, of group: Int, _ reader: ParquetReader, to batch: inout EventBatch
  ) throws(ParquetError) {
    let times = try reader.int64s(column: 0, rowGroup: group).values
    let digits = try reader.int32s(column: 1, rowGroup: group).values
    let rests = try reader.int32s(column: 2, rowGroup: group).values
    batch.rows.reserveCapacity(batch.rows.count + rows.count)
    for row in rows {
      let (nanoseconds, overflow) = times[row].multipliedReportingOverflow(by: 1000)
      guard !overflow, (0...9).contains(digits[row]), (0..<1000).contains(rests[row]) else {
        throw ParquetError(.notParquet, at: 0)
      }
      batch.rows.append(
        EventRow(
          time: RecordTime(
            start: Timestamp(nanoseconds: nanoseconds).advanced(byNanoseconds: Int64(rests[row])),
            fractionDigits: UInt8(digits[row]))))
    }
  }
}

extension EventBatch {
  /// The place of a source's name, which is taken in where it is new.
  fileprivate mutating func place(ofSource name: String) -> Int32 {
    if let place = sources.firstIndex(of: name) { return Int32(place) }
    sources.append(name)
    return Int32(sources.count - 1)
  }

  /// The set of purposes that a JSON array names; names that are new are taken in.
  fileprivate mutating func purposeSet(json range: ByteRange) -> PurposeSet {
    let array = Array(text[range.indices])
    var set: PurposeSet = []
    var scanner = JSONScanner()
    // What is no array of names, which we do not write, names none.
    guard (try? scanner.enter(0x5B, array.span)) != nil else { return set }
    while let element = try? scanner.nextElement(array.span) {
      var name: [UInt8] = []
      name.append(textOf: element, in: array.span)
      guard let place = purposes.insert(String(decoding: name, as: UTF8.self)) else { continue }
      set.insert(PurposeSet(index: place))
    }
    return set
  }
}
