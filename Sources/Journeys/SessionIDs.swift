import Bytes
import Events

extension SessionID {
  /// The id as 32 hexadecimal digits.
  public var hexadecimal: String {
    var bytes: [UInt8] = []
    bytes.append(sessionID: self)
    return String(bytes.span)
  }

  /// Reads 32 hexadecimal digits.
  public init?(hexadecimal digits: Span<UInt8>) {
    guard digits.count == 32 else { return nil }
    var halves: (UInt64, UInt64) = (0, 0)
    for index in 0..<32 {
      guard let digit = hexValue(digits[index]) else { return nil }
      if index < 16 {
        halves.0 = halves.0 << 4 | UInt64(digit)
      } else {
        halves.1 = halves.1 << 4 | UInt64(digit)
      }
    }
    self.init(high: halves.0, low: halves.1)
  }
}

extension [UInt8] {
  /// Appends a session's id as 32 hexadecimal digits.
  public mutating func append(sessionID id: SessionID) {
    let (high, low) = (id.high.byteSwapped, id.low.byteSwapped)
    let digits = (
      hexDigits(UInt32(truncatingIfNeeded: high)), hexDigits(UInt32(high >> 32)),
      hexDigits(UInt32(truncatingIfNeeded: low)), hexDigits(UInt32(low >> 32))
    )
    unsafe Swift.withUnsafeBytes(of: digits) { unsafe append(contentsOf: $0) }
  }
}

/// Makes sessions' ids: the 128-bit MurmurHash3 of the first event's record, which holds the
/// visitor, the time as it was written and the event's id.
///
/// What was decided for an event (its purposes, a bot's reason) and where it was read have no part in
/// an id. Where a limit cuts a run of events that are the same to the byte, two sessions of a visitor
/// begin with the same record; the later ones' place among them seeds their hash.
struct SessionIDMaker {
  private var record: [UInt8] = []
  private var previous: SessionID?
  private var repetitions: UInt32 = 0

  /// The id of the session that begins with `first`; sessions come in the table's order.
  mutating func id(of first: EventRow, in batch: borrowing EventBatch) -> SessionID {
    var bare = first
    bare.bot = .none
    record.removeAll(keepingCapacity: true)
    record.append(event: bare, of: batch, [])
    let plain = hash(seed: 0)
    repetitions = plain == previous ? repetitions + 1 : 0
    previous = plain
    return repetitions == 0 ? plain : hash(seed: repetitions)
  }

  private func hash(seed: UInt32) -> SessionID {
    let (high, low) = murmurHash3x128(record.span, seed: seed)
    return SessionID(high: high, low: low)
  }
}
