private import CZlib

/// Reads one member's header (RFC 1952, 2.3), a byte at a time, keeping nothing of it.
///
/// Own code, since zlib tells the ways in which a header is wrong by the text of a message only.
struct GzipHeader {
  private enum Part {
    case fixed, extraLength, extra, name, comment, checksum, done
  }

  private var part = Part.fixed
  private var index = 0
  private var flags: UInt8 = 0
  private var remaining = 0
  private var expected: UInt16 = 0
  private var crc: UInt32 = 0

  /// Whether the whole header has been read.
  var isDone: Bool { part == .done }

  /// Takes the header's next byte, which stands at `offset`.
  mutating func take(_ byte: UInt8, at offset: Int) throws(ReadFault) {
    if part != .checksum { crc = checksum(of: byte, after: crc) }
    switch part {
    case .fixed: try takeFixed(byte, at: offset)
    case .extraLength:
      remaining |= Int(byte) << (8 * index)
      index += 1
      if index == 2 { begin(remaining > 0 ? .extra : after(.extra)) }
    case .extra:
      remaining -= 1
      if remaining == 0 { begin(after(.extra)) }
    case .name: if byte == 0 { begin(after(.name)) }
    case .comment: if byte == 0 { begin(after(.comment)) }
    case .checksum:
      expected |= UInt16(byte) << (8 * UInt16(index))
      index += 1
      guard index == 2 else { return }
      guard expected == UInt16(truncatingIfNeeded: crc) else {
        throw .badHeaderChecksum(offset: offset + 1)
      }
      begin(.done)
    case .done: preconditionFailure("a byte after the end of a gzip header")
    }
  }

  private mutating func takeFixed(_ byte: UInt8, at offset: Int) throws(ReadFault) {
    switch index {
    case 2: guard byte == 8 else { throw .unsupported(.method, offset: offset) }
    case 3:
      guard byte & 0xE0 == 0 else { throw .reservedFlag(offset: offset) }
      flags = byte
    default: break
    }
    index += 1
    if index == 10 { begin(after(.fixed)) }
  }

  private mutating func begin(_ next: Part) {
    part = next
    index = 0
  }

  private func after(_ part: Part) -> Part {
    switch part {
    case .fixed: flags & 0x04 != 0 ? .extraLength : after(.extra)
    case .extraLength, .extra: flags & 0x08 != 0 ? .name : after(.name)
    case .name: flags & 0x10 != 0 ? .comment : after(.comment)
    case .comment: flags & 0x02 != 0 ? .checksum : .done
    case .checksum, .done: .done
    }
  }

  private func checksum(of byte: UInt8, after crc: UInt32) -> UInt32 {
    var byte = byte
    return unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(crc), &byte, 1))
  }
}
