import Bytes
public import Events

/// What the privacy signals that a record carried deny.
///
/// A signal holds for its own record alone and is never a grant.
public struct Signals: Hashable, Sendable {
  /// Whether Global Privacy Control was sent.
  public let gpc: Bool
  /// What all other signals deny.
  public let denials: SignalDenials
  /// Whether any signal speaks against a use: the one thing that most decisions look at.
  let isHeard: Bool

  /// No signals, unless said otherwise.
  public init(gpc: Bool = false, denials: SignalDenials = SignalDenials()) {
    self.gpc = gpc
    self.denials = denials
    isHeard = gpc || !denials.isEmpty
  }

  /// Reads Global Privacy Control from an event's `consent` object, such as `{"gpc":"1"}`; no bytes
  /// carry no signal.
  ///
  /// An object that can't be read counts as if the control had been sent: it denies, never permits.
  public init(consent object: Span<UInt8>) {
    guard object.count > 0 else {
      self.init()
      return
    }
    var gpc = false
    do {
      var scanner = JSONScanner()
      try scanner.enter(0x7B, object)
      while let key = try scanner.nextKey(object) {
        let value = try scanner.value(object)
        guard object.extracting(key.range.indices).isEqual(to: "gpc") else { continue }
        gpc = gpc || Signals.isSent(value, object)
      }
    } catch {
      gpc = true
    }
    self.init(gpc: gpc)
  }

  /// Whether a header's value in an event's `consent` object, as text or number, is `1`; see
  /// ``isGPC(_:)``.
  static func isSent(_ value: JSONValue, _ object: Span<UInt8>) -> Bool {
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

/// The purposes that a record's signals deny, apart from Global Privacy Control, as places in
/// ``ConsentRegister/purposes``.
public struct SignalDenials: Hashable, Sendable {
  /// Denied by a TC string.
  public var tcString: PurposeSet
  /// Denied by Google's consent mode.
  public var consentMode: PurposeSet
  /// Denied by Do Not Track.
  public var dnt: PurposeSet
  /// Denied by a flag.
  public var flags: PurposeSet

  /// Nothing, unless said otherwise.
  public init(
    tcString: PurposeSet = [], consentMode: PurposeSet = [], dnt: PurposeSet = [],
    flags: PurposeSet = []
  ) {
    self.tcString = tcString
    self.consentMode = consentMode
    self.dnt = dnt
    self.flags = flags
  }

  /// Whether nothing is denied.
  public var isEmpty: Bool {
    tcString.rawValue | consentMode.rawValue | dnt.rawValue | flags.rawValue == 0
  }

  /// The first reason for which a purpose is denied; nil where it is not.
  func reason(_ purpose: Int) -> DropReason? {
    if tcString.contains(index: purpose) { return .tcString }
    if consentMode.contains(index: purpose) { return .consentMode }
    if dnt.contains(index: purpose) { return .dnt }
    return flags.contains(index: purpose) ? .consentFlag : nil
  }
}
