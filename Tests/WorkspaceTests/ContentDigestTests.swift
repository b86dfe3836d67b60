import Testing
import Workspace

@Suite("Digests of content")
struct ContentDigestTests {
  @Test("a digest does not depend on how the bytes came")
  func digest() {
    let bytes = Array("abc".utf8)
    var parts = ContentDigest()
    for byte in bytes { parts.update([byte].span) }
    #expect(parts.finish() == ContentDigest.of(bytes))
    // The first vector of FIPS 180-4's examples.
    #expect(
      ContentDigest.of(bytes)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
