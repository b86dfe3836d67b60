import Bytes

/// The privacy signals that a record carried, as far as they decide something.
///
/// A signal holds for its own record alone and is never a grant.
public struct Signals: Hashable, Sendable {
  /// Whether Global Privacy Control was sent.
  public var gpc: Bool

  /// No signals, unless said otherwise.
  public init(gpc: Bool = false) {
    self.gpc = gpc
  }

  /// Reads an event's `consent` object, such as `{"gpc":"1"}`; no bytes carry no signal.
  ///
  /// An object that can't be read counts as if the control had been sent: it denies, never permits.
  public init(consent object: Span<UInt8>) {
    self.init()
    guard object.count > 0 else { return }
    do {
      var scanner = JSONScanner()
      try scanner.enter(0x7B, object)
      while let key = try scanner.nextKey(object) {
        let value = try scanner.value(object)
        guard object.extracting(key.range.indices).isEqual(to: "gpc") else { continue }
        gpc = gpc || Signals.isControlled(value, object)
      }
    } catch {
      gpc = true
    }
  }

  private static func isControlled(_ value: JSONValue, _ object: Span<UInt8>) -> Bool {
    guard value.kind == .string || value.kind == .number else { return false }
    guard value.isEscaped else { return isGPC(object.extracting(value.range.indices)) }
    var text: [UInt8] = []
    text.append(textOf: value, in: object)
    return isGPC(text.span)
  }

  /// Whether a value of `Sec-GPC` denies: one of its comma-separated members is exactly `1`.
  ///
  /// A field sent several times is joined by commas on its way through HTTP (RFC 9110, 5.2), and
  /// white space around a member is no part of it.
  public static func isGPC(_ field: Span<UInt8>) -> Bool {
    var start = 0
    while start <= field.count {
      let end = field.firstIndex(of: 0x2C, from: start) ?? field.count
      if isOne(field.extracting(start..<end)) { return true }
      start = end + 1
    }
    return false
  }

  private static func isOne(_ member: Span<UInt8>) -> Bool {
    var ones = 0
    for index in member.indices {
      switch member[index] {
      case 0x20, 0x09: continue
      case 0x31 where ones == 0: ones = 1
      default: return false
      }
    }
    return ones == 1
  }
}
