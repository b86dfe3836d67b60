import Bytes
import Features

/// Reads whole lines of svmlight text, a stretch at a time, as fast as the bytes come in.
///
/// What most lines are made of, a label of one digit and entries with an index of up to seven digits
/// and a value, is read eight bytes at once; a line with anything else is given to ``SvmlightLine``.
/// Room for the rows is taken once and used again for every stretch, so one thread at a time reads.
@safe
package final class SvmlightText: @unchecked Sendable {
  private let maximumIndex: UInt32
  private let maximumBytes: Int
  private let maximumLineBytes: Int
  private var plain: SvmlightLine
  private let slots: UnsafeMutablePointer<UInt32>
  private let values: UnsafeMutablePointer<Float>
  private let rowEnds: UnsafeMutablePointer<UInt32>
  private let labels: UnsafeMutablePointer<UInt8>
  private var entryCount = 0
  private var rowCount = 0
  private var hasValues = false
  private var lines = 0

  /// What a stretch came to.
  package struct Reading: Sendable {
    /// Its rows; nil where it has none.
    package var block: ExampleBlock?
    /// How many lines it has, those without an example too.
    package var lines: Int
  }

  /// A reader of stretches of up to `maximumBytes`, that refuses indices above `maximumIndex`.
  ///
  /// - Parameter maximumLineBytes: longer lines are refused.
  package init(maximumIndex: UInt32, maximumBytes: Int, maximumLineBytes: Int = 8 << 20) {
    self.maximumIndex = maximumIndex
    self.maximumBytes = maximumBytes
    self.maximumLineBytes = maximumLineBytes
    plain = SvmlightLine(maximumIndex: maximumIndex)
    // An entry takes four bytes at the least with its blank, a row two with its line feed.
    let entries = maximumBytes / 4 + 2
    let rows = maximumBytes / 2 + 2
    unsafe slots = .allocate(capacity: entries)
    unsafe values = .allocate(capacity: entries)
    unsafe rowEnds = .allocate(capacity: rows)
    unsafe labels = .allocate(capacity: rows)
  }

  deinit {
    unsafe slots.deallocate()
    unsafe values.deallocate()
    unsafe rowEnds.deallocate()
    unsafe labels.deallocate()
  }

  /// Reads a stretch, which begins and ends where lines do; the last line may lack its line feed.
  ///
  /// - Throws: ``SvmlightError``, its line counted from the stretch's first, as 1.
  package func read(_ text: UnsafeRawBufferPointer) throws(SvmlightError) -> Reading {
    precondition(text.count <= maximumBytes, "\(text.count) bytes, room for \(maximumBytes)")
    (entryCount, rowCount, hasValues, lines) = (0, 0, false, 0)
    guard let base = text.baseAddress else { return Reading(block: nil, lines: 0) }
    var position = 0
    while position < text.count {
      lines += 1
      if let next = unsafe readQuickly(base, position, text.count),
        next - position <= maximumLineBytes + 1
      {
        position = next
      } else {
        position = try unsafe readPlainly(base, position, text.count)
      }
    }
    return Reading(block: rowCount > 0 ? makeBlock() : nil, lines: lines)
  }

  private func makeBlock() -> ExampleBlock {
    unsafe ExampleBlock(
      rowEnds: UnsafeBufferPointer(start: rowEnds, count: rowCount),
      labels: UnsafeBufferPointer(start: labels, count: rowCount),
      weights: UnsafeBufferPointer(start: nil, count: 0),
      slots: UnsafeBufferPointer(start: slots, count: entryCount),
      values: UnsafeBufferPointer(start: values, count: hasValues ? entryCount : 0))
  }

  /// Reads the line at `start`.
  ///
  /// - Returns: where the next line begins; nil where the line is out of the common, and nothing of it
  ///   was taken.
  private func readQuickly(_ base: UnsafeRawPointer, _ start: Int, _ end: Int) -> Int? {
    var position = start
    guard let label = unsafe Self.label(base, &position, end) else { return nil }
    var entry = entryCount
    var last = -1
    // Eight bytes are loaded at once, and up to two more are looked at.
    while position + 10 <= end {
      let byte = unsafe base.load(fromByteOffset: position, as: UInt8.self)
      guard byte == 0x20 else {
        guard byte == 0x0A else { return nil }
        finishRow(entry, label)
        return position + 1
      }
      position += 1
      let word = UInt64(
        littleEndian: unsafe base.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      if word & 0xFF == 0x0A {
        finishRow(entry, label)
        return position + 1
      }
      guard let (index, length) = Self.leadingNumber(word) else { return nil }
      guard index > last, index <= Int(maximumIndex) else { return nil }
      last = index
      position += length + 1
      let next = unsafe base.loadUnaligned(fromByteOffset: position, as: UInt16.self)
      // `1` before a blank or a line feed.
      if next == 0x2031 || next == 0x0A31 {
        position += 1
        if hasValues { unsafe values[entry] = 1 }
      } else {
        guard let value = unsafe Self.value(base, &position, end) else { return nil }
        fillValues(upTo: entry)
        unsafe values[entry] = value
      }
      unsafe slots[entry] = UInt32(truncatingIfNeeded: index)
      entry += 1
    }
    return nil
  }

  /// The label and where it ends: `1`, `+1`, `-1` or `0` before a blank.
  private static func label(
    _ base: UnsafeRawPointer, _ position: inout Int, _ end: Int
  ) -> Bool? {
    guard position + 3 <= end else { return nil }
    let first = unsafe base.load(fromByteOffset: position, as: UInt8.self)
    let second = unsafe base.load(fromByteOffset: position + 1, as: UInt8.self)
    let third = unsafe base.load(fromByteOffset: position + 2, as: UInt8.self)
    switch (first, second, third) {
    case (0x31, 0x20, _), (0x30, 0x20, _):
      position += 1
      return first == 0x31
    case (0x2D, 0x31, 0x20), (0x2B, 0x31, 0x20):
      position += 2
      return first == 0x2B
    default: return nil
    }
  }

  /// The number that the first bytes of a word are before a colon, and how many digits it has.
  ///
  /// The digits are brought to the word's upper end, so that missing ones count as leading zeros, and
  /// are then added up in pairs, fours and eights.
  @inline(__always)
  private static func leadingNumber(_ word: UInt64) -> (Int, Int)? {
    let colons = word ^ 0x3A3A_3A3A_3A3A_3A3A
    let found = (colons &- 0x0101_0101_0101_0101) & ~colons & 0x8080_8080_8080_8080
    guard found != 0 else { return nil }
    let length = found.trailingZeroBitCount >> 3
    guard length > 0 else { return nil }
    let digits = word ^ 0x3030_3030_3030_3030
    let isOther = ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
    let unused = UInt64(64 - 8 * length)
    guard isOther &<< unused == 0 else { return nil }
    var number = digits &<< unused
    number = (number &* 2561) &>> 8
    number = ((number & 0x00FF_00FF_00FF_00FF) &* 6_553_601) &>> 16
    number = ((number & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) &>> 32
    return (Int(truncatingIfNeeded: number), length)
  }

  /// The finite value that stands before a blank or a line feed.
  private static func value(
    _ base: UnsafeRawPointer, _ position: inout Int, _ end: Int
  ) -> Float? {
    var stop = position
    while stop < end {
      let byte = unsafe base.load(fromByteOffset: stop, as: UInt8.self)
      if byte == 0x20 || byte == 0x0A { break }
      stop += 1
    }
    guard stop < end else { return nil }
    let bytes = unsafe UnsafeRawBufferPointer(start: base + position, count: stop - position)
    let word = unsafe bytes.bindMemory(to: UInt8.self)
    guard let number = unsafe word.span.decimalValue() else { return nil }
    position = stop
    let value = Float(number)
    return value.isFinite ? value : nil
  }

  private func readPlainly(
    _ base: UnsafeRawPointer, _ start: Int, _ end: Int
  ) throws(SvmlightError) -> Int {
    let rest = unsafe UnsafeRawBufferPointer(start: base + start, count: end - start)
    let text = unsafe rest.bindMemory(to: UInt8.self)
    let length = unsafe text.span.firstIndex(of: 0x0A) ?? text.count
    guard length <= maximumLineBytes else {
      throw .lineTooLong(line: lines, limit: maximumLineBytes)
    }
    let label = try unsafe plain.read(text.span.extracting(0..<length), number: lines)
    if let label {
      let features = plain.features
      for (place, slot) in features.slots.enumerated() {
        let entry = entryCount + place
        if features.values[place] != 1 { fillValues(upTo: entry) }
        if hasValues { unsafe values[entry] = features.values[place] }
        unsafe slots[entry] = slot
      }
      finishRow(entryCount + features.slots.count, label)
    }
    return start + length + 1
  }

  /// Writes out the values before an entry, which were all 1, where that has not been done.
  @inline(never)
  private func fillValues(upTo entry: Int) {
    guard !hasValues else { return }
    unsafe values.update(repeating: 1, count: entry)
    hasValues = true
  }

  private func finishRow(_ entry: Int, _ label: Bool) {
    entryCount = entry
    unsafe rowEnds[rowCount] = UInt32(entry)
    unsafe labels[rowCount] = label ? 1 : 0
    rowCount += 1
  }
}
