import Bytes
import Identity
import TestKit
import Testing

@Suite("The cipher of pseudonyms")
struct PseudonymCipherTests {
  private let cipher = PseudonymKey((0..<32).map { UInt8($0) })
    .map { $0.cipher(for: .ledgerLeaves, of: "acme") }

  private func pseudonym(_ digits: String) throws -> Pseudonym {
    let found = Pseudonym(text: Array(digits.utf8).span)
    return try #require(found)
  }

  @Test("is AES-256 on one block (FIPS 197, appendix C.3)")
  func publishedVector() throws {
    let cipher = try #require(PseudonymCipher(key: (0..<32).map { UInt8($0) }))
    let plain = try pseudonym("00112233445566778899aabbccddeeff")
    let sealed = cipher.seal(plain)
    #expect(sealed.text == "8ea2b7ca516745bfeafc49904b496089")
    #expect(cipher.open(sealed) == plain)
    var blocks = sealed.bytes
    cipher.openAll(&blocks)
    #expect(blocks == plain.bytes)
  }

  @Test("takes a key of 32 bytes and no other", arguments: [0, 16, 24, 31, 33])
  func keyLength(_ count: Int) {
    #expect(PseudonymCipher(key: [UInt8](repeating: 1, count: count)) == nil)
  }

  // HKDF by its definition in Python, then openssl enc -aes-256-ecb.
  @Test("of a use goes by the use's subkey")
  func derived() throws {
    let cipher = try #require(cipher)
    let visitor = try pseudonym("c03a90aae35373ceebf3749184cb19e4")
    #expect(cipher.seal(visitor).text == "f820e20644ef3d561bfabce0f61e99cb")
  }

  @Test("leads back from what it sealed, and maps no two to one")
  func permutation() throws {
    let cipher = try #require(cipher)
    var generator = SeededGenerator(seed: 9)
    let all = (0..<2000).map { _ in
      Pseudonym(first: generator.next(), second: generator.next())
    }
    let sealed = all.map(cipher.seal)
    #expect(sealed.map(cipher.open) == all)
    #expect(Set(sealed).count == Set(all).count)
    #expect(zip(all, sealed).allSatisfy { $0 != $1 })
  }

  @Test(
    "opens many that lie one after the other as it opens each",
    arguments: [0, 1, 2, 3, 255, 256, 257, 5000])
  func many(_ count: Int) throws {
    let cipher = try #require(cipher)
    var generator = SeededGenerator(seed: UInt64(count))
    // Some of them twice in a row, and some all zeros.
    let sealed = (0..<count).map { place -> Pseudonym in
      if place % 7 == 3 { return Pseudonym(first: 0, second: 0) }
      let first = generator.next()
      return Pseudonym(first: place % 5 == 0 ? 0 : first, second: UInt64(place / 2))
    }
    var blocks = sealed.flatMap { $0.bytes }
    cipher.openAll(&blocks)
    #expect(blocks == sealed.flatMap { cipher.open($0).bytes })
  }

  @Test("consent 12: is another for another use or another controller")
  func apart() throws {
    let key = try #require(PseudonymKey((0..<32).map { UInt8($0) }))
    let one = Pseudonym(first: 1, second: 2)
    var sealed: Set<Pseudonym> = []
    for use in KeyUse.allCases {
      for controller in ["acme", "globex", ""] {
        sealed.insert(key.cipher(for: use, of: controller).seal(one))
      }
    }
    #expect(sealed.count == 3 * KeyUse.allCases.count)
  }
}
