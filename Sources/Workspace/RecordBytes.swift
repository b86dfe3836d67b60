import Bytes
public import Events

extension EventBatch {
  /// Appends the bytes by which a record at rest is known among those that a model used.
  ///
  /// They are what the row of the table of events says of what happened, and nothing that a later
  /// judgement may take off it or decide anew: not the customer, traits, signals or purposes, nor the
  /// reason for which it is taken for a bot. Numbers are big-endian:
  ///
  /// ```
  /// 1 byte    the form: 1
  /// 8 bytes   the time in nanoseconds since 1970, signed
  /// 1 byte    how many digits its fraction of a second was written with
  /// 2 bytes   the response's status, 0 where unknown
  /// then visitor, event, id, url, title, referrer, search, agent, attributes, each as
  /// 4 bytes   how many bytes follow, 0 where it is not known
  ///           the text as it lies at rest: ids as pseudonyms, addresses shortened
  /// ```
  public func append(recordBytesOf row: EventRow, to bytes: inout [UInt8]) {
    bytes.append(1)
    bytes.append(bigEndian: UInt64(bitPattern: row.time.start.nanoseconds))
    bytes.append(row.time.fractionDigits)
    bytes.append(bigEndian: row.status)
    let source = text.span
    append(field: row.visitor, source, to: &bytes)
    append(field: row.event, source, to: &bytes)
    append(field: row.id, source, to: &bytes)
    append(field: row.url, source, to: &bytes)
    append(field: row.title, source, to: &bytes)
    append(field: row.referrer, source, to: &bytes)
    append(field: row.search, source, to: &bytes)
    append(field: row.agent, source, to: &bytes)
    append(field: row.attributes, source, to: &bytes)
  }

  private func append(field: ByteRange, _ source: Span<UInt8>, to bytes: inout [UInt8]) {
    let field = source.extracting(field.indices)
    bytes.append(bigEndian: UInt32(field.count))
    bytes.append(field)
  }
}

extension [UInt8] {
  fileprivate mutating func append<Number: FixedWidthInteger & UnsignedInteger>(
    bigEndian value: Number
  ) {
    unsafe Swift.withUnsafeBytes(of: value.bigEndian) { unsafe append(contentsOf: $0) }
  }
}
