import Bytes
import Testing

@Suite("murmur3")
struct MurmurHash3Tests {
  static let vectors: [([UInt8], UInt32, UInt32)] = [
    ([], 0, 0), ([], 1, 0x514E_28B7), ([], 0xFFFF_FFFF, 0x81F1_6F39),
    ([0xFF, 0xFF, 0xFF, 0xFF], 0, 0x7629_3B50), ([0x21, 0x43, 0x65, 0x87], 0, 0xF55B_516B),
    ([0x21, 0x43, 0x65, 0x87], 0x5082_EDEE, 0x2362_F9DE), ([0x21, 0x43, 0x65], 0, 0x7E4A_8634),
    ([0x21, 0x43], 0, 0xA0F7_B07A), ([0x21], 0, 0x7266_1CF4), ([0, 0, 0, 0], 0, 0x2362_F9DE),
    ([0, 0, 0], 0, 0x85F0_B427), ([0, 0], 0, 0x30F4_C306), ([0], 0, 0x514E_28B7),
    (Array("aaaa".utf8), 0x9747_B28C, 0x5A97_808A),
    (Array("Hello, world!".utf8), 0x9747_B28C, 0x2488_4CBA),
    (Array("ππππππππ".utf8), 0x9747_B28C, 0xD580_63C1),
    (Array("The quick brown fox jumps over the lazy dog".utf8), 0x9747_B28C, 0x2FA8_26CD),
    (Array("Hello World!".utf8), 42, 0x0036_667A),
    (Array("utm_source=google".utf8), 0, 0xF9A6_F4C3),
  ]

  @Test("the published vectors", arguments: vectors)
  func vector(bytes: [UInt8], seed: UInt32, hash: UInt32) {
    #expect(murmurHash3(bytes.span, seed: seed) == hash)
  }

  @Test("the seed is 0 where none is given")
  func defaultSeed() {
    #expect(murmurHash3(Array("utm_source=google".utf8).span) == 0xF9A6_F4C3)
  }

  @Test(
    "the published vectors of the 128-bit form",
    arguments: [
      ("", 0, 0), ("hello", 0xCBD8_A7B3_41BD_9B02, 0x5B1E_906A_48AE_1D19),
      (
        "The quick brown fox jumps over the lazy dog", 0xE34B_BC7B_BC07_1B6C,
        0x7A43_3CA9_C49A_9347
      ),
    ] as [(String, UInt64, UInt64)])
  func vector128(text: String, first: UInt64, second: UInt64) {
    let (h1, h2) = murmurHash3x128(Array(text.utf8).span)
    #expect(h1 == first)
    #expect(h2 == second)
  }
}
