import Bytes

/// Which fields of an event are written besides what it says itself.
public struct EventWritingOptions: OptionSet, Sendable {
  /// The options' bits.
  public let rawValue: Int

  /// Options by their bits.
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// The purposes that consent has decided.
  public static let purposes = EventWritingOptions(rawValue: 1)
  /// The file and line that it was read from.
  public static let source = EventWritingOptions(rawValue: 2)
}

extension [UInt8] {
  /// Appends one event as a JSON object without a line feed, its keys in the format's order.
  public mutating func append(
    event row: EventRow, of batch: borrowing EventBatch,
    _ options: EventWritingOptions = [.purposes, .source]
  ) {
    guard !appendPlain(row, batch, options) else { return }
    let text = batch.text.span
    append("{\"time\":\"")
    append(time: row.time)
    append("\",\"visitor\":")
    append(json: text.extracting(row.visitor.indices))
    append(",\"event\":")
    append(json: text.extracting(row.event.indices))
    append(member: ",\"id\":", row.id, text)
    append(member: ",\"url\":", row.url, text)
    append(member: ",\"title\":", row.title, text)
    append(member: ",\"referrer\":", row.referrer, text)
    append(member: ",\"search\":", row.search, text)
    append(member: ",\"agent\":", row.agent, text)
    if row.status > 0 {
      append(",\"status\":")
      append(decimal: row.status)
    }
    append(member: ",\"method\":", row.method, text)
    if row.bytes >= 0 {
      append(",\"bytes\":")
      append(decimal: row.bytes)
    }
    append(member: ",\"customer\":", row.customer, text)
    append(raw: ",\"attributes\":", row.attributes, text)
    append(raw: ",\"traits\":", row.traits, text)
    append(raw: ",\"consent\":", row.consent, text)
    append(member: ",\"controller\":", row.controller, text)
    if options.contains(.purposes), !row.purposes.isEmpty {
      append(",\"purposes\":[")
      for (place, name) in batch.purposes.names(of: row.purposes).enumerated() {
        if place > 0 { append(0x2C) }
        append(json: name)
      }
      append(0x5D)
    }
    append(member: ",\"bot\":", row.bot, text)
    if options.contains(.source), row.source >= 0 {
      append(",\"source\":")
      let name = batch.sources[Int(row.source)]
      append(json: row.line > 0 ? "\(name):\(row.line)" : name)
    }
    append(0x7D)
  }

  /// Appends an event whose text needs no escapes, in room that is made once; false where it is
  /// another one, and nothing is appended.
  private mutating func appendPlain(
    _ row: EventRow, _ batch: borrowing EventBatch, _ options: EventWritingOptions
  ) -> Bool {
    let source =
      options.contains(.source) && row.source >= 0 ? batch.sources[Int(row.source)] : nil
    let names = options.contains(.purposes) && !row.purposes.isEmpty ? batch.purposes.names : []
    var room = unsafe EventPen.fixedRoom + (source?.utf8.count ?? 0)
    for name in names { room += name.utf8.count + 3 }
    let end = row.addTextCounts(to: &room)
    guard end <= batch.text.count else { return false }
    var isPlain = false
    unsafe batch.text.withUnsafeBytes { text in
      append(addingCapacity: room) { output in
        unsafe output.withUnsafeMutableBufferPointer { buffer, count in
          guard let base = buffer.baseAddress, let text = text.baseAddress else { return }
          var pen = unsafe EventPen(at: UnsafeMutableRawPointer(base + count), text: text)
          unsafe pen.write(row)
          unsafe pen.write(row, purposes: names)
          unsafe pen.member(",\"bot\":\"", row.bot)
          if let source { unsafe pen.write(source: source, line: row.line) }
          unsafe pen.write(byte: 0x7D)
          isPlain = unsafe pen.isPlain
          if isPlain { unsafe count += pen.count }
        }
      }
    }
    return isPlain
  }

  private mutating func append(
    raw name: StaticString, _ range: ByteRange, _ text: Span<UInt8>
  ) {
    guard !range.isEmpty else { return }
    append(name)
    append(text.extracting(range.indices))
  }
}

extension EventRow {
  /// Adds up the lengths of all texts, and says where the last of them ends.
  fileprivate func addTextCounts(to room: inout Int) -> Int {
    var end = 0
    var copy = self
    copy.updateTextFields {
      room += Int($0.count)
      end = Swift.max(end, $0.end)
    }
    return end
  }
}

extension EventPen {
  /// Writes all that an event says itself, in the format's order.
  fileprivate mutating func write(_ row: EventRow) {
    unsafe write("{\"time\":\"")
    unsafe write(time: row.time)
    unsafe write("\",\"visitor\":\"")
    unsafe write(row.visitor)
    unsafe write("\",\"event\":\"")
    unsafe write(row.event)
    unsafe write(byte: 0x22)
    unsafe member(",\"id\":\"", row.id)
    unsafe member(",\"url\":\"", row.url)
    unsafe member(",\"title\":\"", row.title)
    unsafe member(",\"referrer\":\"", row.referrer)
    unsafe member(",\"search\":\"", row.search)
    unsafe member(",\"agent\":\"", row.agent)
    if row.status > 0 {
      unsafe write(",\"status\":")
      unsafe write(decimal: UInt64(row.status))
    }
    unsafe member(",\"method\":\"", row.method)
    if row.bytes >= 0 {
      unsafe write(",\"bytes\":")
      unsafe write(decimal: UInt64(row.bytes))
    }
    unsafe member(",\"customer\":\"", row.customer)
    unsafe raw(",\"attributes\":", row.attributes)
    unsafe raw(",\"traits\":", row.traits)
    unsafe raw(",\"consent\":", row.consent)
    unsafe member(",\"controller\":\"", row.controller)
  }

  /// Writes the names of an event's purposes; nothing where it has none.
  fileprivate mutating func write(_ row: EventRow, purposes names: [String]) {
    guard !names.isEmpty else { return }
    unsafe write(",\"purposes\":[")
    var isFirst = true
    for index in names.indices where row.purposes.contains(index: index) {
      if !isFirst { unsafe write(byte: 0x2C) }
      isFirst = false
      unsafe write(byte: 0x22)
      unsafe write(string: names[index])
      unsafe write(byte: 0x22)
    }
    unsafe write(byte: 0x5D)
  }

  /// Writes where an event was read.
  fileprivate mutating func write(source name: String, line: UInt32) {
    unsafe write(",\"source\":\"")
    unsafe write(string: name)
    if line > 0 {
      unsafe write(byte: 0x3A)
      unsafe write(decimal: UInt64(line))
    }
    unsafe write(byte: 0x22)
  }
}
