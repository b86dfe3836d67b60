import Bytes

extension TemplateBuilder {
  /// Reads the argument of Apache's `%{…}t`.
  mutating func appendApacheTime(
    _ argument: Range<Int>, _ source: FormatSource, at start: Int
  ) throws(LogFormatError) {
    let position = source.positions[start]
    var range = argument
    let whole = source.bytes.span
    if whole.hasPrefix("begin:", at: range.lowerBound), range.count >= 6 {
      range = (range.lowerBound + 6)..<range.upperBound
    } else if whole.hasPrefix("end:", at: range.lowerBound), range.count >= 4 {
      range = (range.lowerBound + 4)..<range.upperBound
    }
    let pattern = whole.extracting(range)
    if pattern.isEmpty {
      appendBracketedTime(at: position)
    } else if pattern.isEqual(to: "sec") {
      append(time: .epoch(scaleDigits: 0), name: "time", at: position)
    } else if pattern.isEqual(to: "msec") {
      append(time: .epoch(scaleDigits: 3), name: "time", at: position)
    } else if pattern.isEqual(to: "usec") {
      append(time: .epoch(scaleDigits: 6), name: "time", at: position)
    } else if pattern.isEqual(to: "msec_frac") {
      append(timePart: .fraction, width: 3, at: position)
    } else if pattern.isEqual(to: "usec_frac") {
      append(timePart: .fraction, width: 6, at: position)
    } else {
      try appendPattern(range, source)
    }
  }

  /// Adds a time as `%t` writes it, its brackets included.
  private mutating func appendBracketedTime(at position: Int) {
    append(literal: 0x5B)
    append(time: .commonLog, name: "time", at: position)
    append(literal: 0x5D)
  }

  /// Reads a pattern of strftime.
  private mutating func appendPattern(
    _ range: Range<Int>, _ source: FormatSource
  ) throws(LogFormatError) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = source.bytes[index]
      if byte == 0x25 {
        let position = source.positions[index]
        guard index + 1 < range.upperBound else { throw .unreadableTime(position: position) }
        guard appendConversion(source.bytes[index + 1], at: position) else {
          throw .unreadableTime(position: position)
        }
        index += 1
      } else {
        append(literal: byte)
      }
      index += 1
    }
  }

  private mutating func appendConversion(_ letter: UInt8, at position: Int) -> Bool {
    if appendTimePart(letter, at: position) { return true }
    switch letter {
    case 0x73: append(time: .epoch(scaleDigits: 0), name: "time", at: position)  // s
    case 0x54: appendAll("H:M:S", at: position)
    case 0x52: appendAll("H:M", at: position)
    case 0x46: appendAll("Y-m-d", at: position)
    case 0x44: appendAll("m/d/y", at: position)
    case 0x61: append(.ignored, name: "", width: 3, at: position)  // a
    case 0x6E: append(literal: 0x0A)
    case 0x74: append(literal: 0x09)
    case 0x25: append(literal: 0x25)
    default: return false
    }
    return true
  }

  private mutating func appendAll(_ parts: StaticString, at position: Int) {
    var letters: [UInt8] = []
    letters.append(parts)
    for letter in letters where !appendTimePart(letter, at: position) {
      append(literal: letter)
    }
  }

  /// Adds the conversion of a fixed width that a letter stands for; false for other letters.
  private mutating func appendTimePart(_ letter: UInt8, at position: Int) -> Bool {
    switch letter {
    case 0x59: append(timePart: .year, width: 4, at: position)
    case 0x79: append(timePart: .shortYear, width: 2, at: position)
    case 0x6D: append(timePart: .month, width: 2, at: position)
    case 0x62, 0x68: append(timePart: .monthName, width: 3, at: position)
    case 0x64, 0x65: append(timePart: .day, width: 2, at: position)
    case 0x48: append(timePart: .hour, width: 2, at: position)
    case 0x4D: append(timePart: .minute, width: 2, at: position)
    case 0x53: append(timePart: .second, width: 2, at: position)
    case 0x7A: append(timePart: .zone, width: 5, at: position)
    default: return false
    }
    return true
  }
}
