import Bytes

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// Reads lines of events that are written as ours are: known keys, strings of plain ASCII, no white
/// space.
///
/// Any other line is left to the reader that takes all of JSON; of the lines it takes it says the same.
/// A line's text is copied at once, from its first field to its last, and not field by field.
struct QuickEventLine {
  private var row = EventRow(time: RecordTime(start: .distantPast, fractionDigits: 0))
  private var hasTime = false

  /// Appends a line's event to a batch; false where the line is left to the other reader.
  static func append(
    _ line: Span<UInt8>, source: Int32, number: Int, to batch: inout EventBatch
  ) -> Bool {
    var reader = QuickEventLine()
    reader.row.source = source
    reader.row.line = UInt32(clamping: number)
    let kept = unsafe line.withUnsafeBytes { bytes -> Range<Int>? in
      guard let base = bytes.baseAddress else { return nil }
      var cursor = unsafe EventCursor(base, bytes.count)
      return unsafe reader.read(&cursor, line, batch) ? cursor.start..<cursor.end : nil
    }
    guard let kept, reader.hasTime, !reader.row.event.isEmpty else { return false }
    let name = line.extracting(reader.row.event.indices)
    guard name.isEqual(to: EventName.pageViewed) || EventName.isValid(name) else { return false }
    let shift = batch.text.count - kept.lowerBound
    batch.text.append(line.extracting(kept))
    reader.row.updateTextFields { $0 = $0.shifted(by: shift) }
    batch.rows.append(reader.row)
    return true
  }

  private mutating func read(
    _ cursor: inout EventCursor, _ line: Span<UInt8>, _ batch: borrowing EventBatch
  ) -> Bool {
    guard unsafe cursor.count > 16 && cursor.byte == 0x7B else { return false }
    repeat {
      guard unsafe cursor.openKey(), unsafe takeMember(&cursor, line, batch), unsafe !cursor.isAtEnd
      else { return false }
    } while unsafe cursor.byte == 0x2C
    return unsafe cursor.byte == 0x7D && cursor.position + 1 == cursor.count
  }

  /// Takes the member whose key begins at the cursor, up to the byte after its value.
  private mutating func takeMember(
    _ cursor: inout EventCursor, _ line: Span<UInt8>, _ batch: borrowing EventBatch
  ) -> Bool {
    switch unsafe cursor.byte {
    case 0x74:  // t
      if unsafe cursor.skip("time\":\"") { return unsafe takeTime(&cursor, line) }
      return unsafe cursor.skip("title\":\"") && cursor.take(&row.title)
    case 0x76: return unsafe cursor.skip("visitor\":\"") && cursor.take(&row.visitor)
    case 0x65:
      // Each name has to be right, and the last one alone is looked at in the end.
      return unsafe row.event.isEmpty && cursor.skip("event\":\"") && cursor.take(&row.event)
    case 0x69: return unsafe cursor.skip("id\":\"") && cursor.take(&row.id)
    case 0x75: return unsafe cursor.skip("url\":\"") && cursor.take(&row.url)
    case 0x72: return unsafe cursor.skip("referrer\":\"") && cursor.take(&row.referrer)
    case 0x61: return unsafe cursor.skip("agent\":\"") && cursor.take(&row.agent)
    case 0x6D: return unsafe cursor.skip("method\":\"") && cursor.take(&row.method)
    case 0x73:  // s
      if unsafe cursor.skip("status\":") { return unsafe takeStatus(&cursor) }
      if unsafe cursor.skip("source\":\"") { return unsafe takeSource(&cursor, line, batch) }
      return unsafe cursor.skip("search\":\"") && cursor.take(&row.search)
    case 0x62:  // b
      if unsafe cursor.skip("bytes\":") { return unsafe takeBytes(&cursor) }
      return unsafe cursor.skip("bot\":\"") && cursor.take(&row.bot)
    case 0x63:  // c
      if unsafe cursor.skip("customer\":\"") { return unsafe cursor.take(&row.customer) }
      return unsafe cursor.skip("controller\":\"") && cursor.take(&row.controller)
    case 0x70: return unsafe cursor.skip("purposes\":[") && takePurposes(&cursor, line, batch)
    default: return false
    }
  }

  private mutating func takeTime(_ cursor: inout EventCursor, _ line: Span<UInt8>) -> Bool {
    guard let range = unsafe cursor.text() else { return false }
    guard let time = RecordTime(rfc3339: line.extracting(range.indices)) else { return false }
    row.time = time
    hasTime = true
    return true
  }

  private mutating func takeStatus(_ cursor: inout EventCursor) -> Bool {
    guard let number = unsafe cursor.number(), number < 1000 else { return false }
    row.status = UInt16(number)
    return true
  }

  private mutating func takeBytes(_ cursor: inout EventCursor) -> Bool {
    guard let number = unsafe cursor.number() else { return false }
    row.bytes = number
    return true
  }

  /// Takes purposes that the batch has met before.
  private mutating func takePurposes(
    _ cursor: inout EventCursor, _ line: Span<UInt8>, _ batch: borrowing EventBatch
  ) -> Bool {
    guard unsafe cursor.byte != 0x5D else { return unsafe cursor.step() }
    repeat {
      guard unsafe cursor.skip("\""), let range = unsafe cursor.text(),
        let index = batch.purposes.index(of: line.extracting(range.indices)), unsafe !cursor.isAtEnd
      else { return false }
      row.purposes.insert(PurposeSet(index: index))
      if unsafe cursor.byte == 0x5D { return unsafe cursor.step() }
    } while unsafe cursor.byte == 0x2C && cursor.step()
    return false
  }

  /// Takes `access.log.gz:123` of the file that the line before came from.
  private mutating func takeSource(
    _ cursor: inout EventCursor, _ line: Span<UInt8>, _ batch: borrowing EventBatch
  ) -> Bool {
    guard let range = unsafe cursor.text(), let last = batch.sources.last else { return false }
    let text = line.extracting(range.indices)
    let length = last.utf8.count
    guard length < text.count, text[length] == 0x3A,
      let number = text.extracting((length + 1)..<text.count).unsignedInteger(),
      number <= UInt32.max,
      text.extracting(0..<length).isEqual(to: last)
    else { return false }
    row.source = Int32(batch.sources.count - 1)
    row.line = UInt32(number)
    return true
  }
}

extension PurposeList {
  fileprivate func index(of name: Span<UInt8>) -> Int? {
    for index in names.indices where name.isEqual(to: names[index]) { return index }
    return nil
  }
}

extension Span<UInt8> {
  /// Whether the bytes are those of a string.
  fileprivate func isEqual(to text: String) -> Bool {
    guard count == text.utf8.count else { return false }
    let isEqual = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
      unsafe withUnsafeBytes { mine in
        guard let a = mine.baseAddress, let b = bytes.baseAddress else { return count == 0 }
        return unsafe memcmp(a, b, count) == 0
      }
    }
    return isEqual ?? false
  }
}
