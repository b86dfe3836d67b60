import Bytes
import Testing
import Transparency

@Suite("Keyed hashes")
struct KeyedHashTests {
  // RFC 4231, sections 4.2, 4.3 and 4.4.
  @Test(
    "are HMAC-SHA-256",
    arguments: [
      (
        [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
      ),
    ])
  func vectors(_ key: [UInt8], _ message: [UInt8], _ expected: String) {
    let hash = KeyedHash(key: key)
    #expect(hash(message.span).hex == expected)
    // The hash that has taken in the key is used again as it was.
    #expect(hash(message.span).hex == expected)
  }
}
