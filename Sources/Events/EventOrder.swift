import Bytes

extension EventBatch {
  /// The one canonical order of events: time, id, bytes of the record.
  ///
  /// The file and line that a record was read from, and the purposes decided for it, have no part
  /// in it.
  public func isOrdered(_ a: EventRow, before b: EventRow) -> Bool {
    if a.time.start != b.time.start { return a.time.start < b.time.start }
    let ids = text.span.extracting(a.id.indices).compare(to: text.span.extracting(b.id.indices))
    if ids != 0 { return ids < 0 }
    let records = recordBytes(a).span.compare(to: recordBytes(b).span)
    if records != 0 { return records < 0 }
    return text.span.extracting(a.consentSubject.indices)
      .compare(to: text.span.extracting(b.consentSubject.indices)) < 0
  }

  /// The record's bytes: its NDJSON form without where it was read and what was decided for it.
  public func recordBytes(_ row: EventRow) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(event: row, of: self, [])
    return bytes
  }
}
