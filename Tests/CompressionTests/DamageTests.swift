import Compression
import Testing

@Suite("sessions, gzip: damage at every place")
struct DamageTests {
  static let content = Array("GET /a 200\nGET /b 304\nGET /a 200\n".utf8)

  /// A member with every optional header part: extra field, name, comment and header checksum.
  static let fullMember: [UInt8] = {
    let plain = gzip(content)
    var header: [UInt8] = [0x1F, 0x8B, 8, 0x1E, 1, 2, 3, 4, 0, 3, 3, 0, 9, 9, 9]
    header += Array("name\0comment\0".utf8)
    let crc = crc16(header)
    return header + [UInt8(crc & 0xFF), UInt8(crc >> 8)] + plain[10...]
  }()

  /// The low half of CRC-32, bit by bit: the simple version beside the library's.
  static func crc16(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
    return ~crc & 0xFFFF
  }

  @Test("a header with all parts and its checksum is read over, cut at every place")
  func fullHeader() throws {
    for cut in 0...DamageTests.fullMember.count {
      let result = try decode(DamageTests.fullMember, cutAt: [0, cut])
      #expect(result.content == DamageTests.content, "cut at \(cut)")
      #expect(result.fault == nil, "cut at \(cut)")
    }
  }

  @Test("any changed byte of a header with a checksum is an error")
  func headerChecksum() throws {
    for index in 2..<30 {
      var bytes = DamageTests.fullMember
      bytes[index] ^= 0x11
      #expect(try decode(bytes).fault != nil, "byte \(index)")
    }
  }

  @Test("no flipped bit gives other content without an error")
  func everyBit() throws {
    for original in [
      gzip(DamageTests.content), DamageTests.fullMember, zstd(DamageTests.content),
      gzip(DamageTests.content) + zstd(DamageTests.content),
    ] {
      let sound = try decode(original).content
      for bit in 0..<(original.count * 8) {
        var bytes = original
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        let result = try decode(bytes, chunkBytes: 11)
        let isPlain = result.summary?.encoding == .plain
        let isWarned = result.summary?.warnings.isEmpty == false
        #expect(
          result.fault != nil || result.content == sound || (isPlain && result.content == bytes)
            || (isWarned && sound.starts(with: result.content)),
          "bit \(bit % 8) of byte \(bit / 8)")
      }
    }
  }

  @Test("random damage of many bytes never gives other content without an error")
  func randomDamage() throws {
    let seed: UInt64 = 20_261_123
    var state = seed
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    // Not zstd: the flag that says whether a frame has a checksum is under no checksum itself.
    let members = gzip(DamageTests.content) + gzip(DamageTests.content)
    for round in 0..<4_000 {
      var bytes = members
      for _ in 0...next(6) { bytes[4 + next(bytes.count - 4)] = UInt8(next(256)) }
      if next(3) == 0 { bytes.removeLast(next(bytes.count)) }
      let result = try decode(bytes, chunkBytes: 1 + next(40))
      guard result.fault == nil, result.summary?.encoding != .plain else { continue }
      let whole = DamageTests.content + DamageTests.content
      #expect(whole.starts(with: result.content), "seed \(seed), round \(round)")
    }
  }

  @Test("noise after a magic number is an error, never a crash")
  func noise() throws {
    var state: UInt64 = 99
    for round in 0..<2_000 {
      var bytes: [UInt8] = round % 2 == 0 ? [0x1F, 0x8B, 8, 0] : [0x28, 0xB5, 0x2F, 0xFD]
      for _ in 0..<40 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(UInt8(truncatingIfNeeded: state >> 50))
      }
      let result = try decode(bytes, chunkBytes: 1 + round % 45)
      #expect(result.fault != nil, "round \(round), seed 99")
    }
  }
}
