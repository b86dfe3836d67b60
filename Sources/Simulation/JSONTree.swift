import Bytes

/// A JSON value to be written with sorted keys and numbers that are the same on every machine.
enum JSONTree {
  case text(String)
  case whole(Int)
  /// A number with nine decimals, rounded half away from zero.
  case number(Double)
  case flag(Bool)
  case list([JSONTree])
  case object([String: JSONTree])

  /// Appends the value; objects and lists of lists take a line for each entry down to `depth`.
  func append(to text: inout [UInt8], depth: Int, indent: Int = 0) {
    switch self {
    case .text(let string): text.append(json: string)
    case .whole(let value): text.append(decimal: value)
    case .number(let value): JSONTree.append(value, to: &text)
    case .flag(let value): text.append(value ? "true" : "false")
    case .list(let values):
      JSONTree.append(0x5B, values.count, 0x5D, (depth, indent), &text) { place, text in
        values[place].append(to: &text, depth: depth - 1, indent: indent + 1)
      }
    case .object(let members):
      let sorted = members.sorted {
        Array($0.key.utf8).span.compare(to: Array($1.key.utf8).span) < 0
      }
      JSONTree.append(0x7B, sorted.count, 0x7D, (depth, indent), &text) { place, text in
        text.append(json: sorted[place].key)
        text.append(":")
        sorted[place].value.append(to: &text, depth: depth - 1, indent: indent + 1)
      }
    }
  }

  private static func append(
    _ opening: UInt8, _ count: Int, _ closing: UInt8, _ layout: (depth: Int, indent: Int),
    _ text: inout [UInt8], each: (Int, inout [UInt8]) -> Void
  ) {
    text.append(opening)
    for place in 0..<count {
      if place > 0 { text.append(0x2C) }
      if layout.depth > 0 { lineFeed(layout.indent + 1, &text) }
      each(place, &text)
    }
    if layout.depth > 0, count > 0 { lineFeed(layout.indent, &text) }
    text.append(closing)
  }

  private static func lineFeed(_ indent: Int, _ text: inout [UInt8]) {
    text.append(0x0A)
    for _ in 0..<indent { text.append("  ") }
  }

  private static func append(_ value: Double, to text: inout [UInt8]) {
    let scaled = Int64((value.magnitude * 1e9).rounded())
    if value < 0, scaled > 0 { text.append(0x2D) }
    text.append(decimal: scaled / 1_000_000_000)
    text.append(0x2E)
    text.append(decimal: scaled % 1_000_000_000, minimumDigits: 9)
  }
}
