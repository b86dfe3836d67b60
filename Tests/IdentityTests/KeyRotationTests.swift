import Bytes
import Identity
import TestKit
import Testing

@Suite("A key that has been rotated")
struct KeyRotationTests {
  private static let base = (0..<32).map { UInt8($0) }
  private static let second = (32..<64).map { UInt8($0) }

  private static func digits(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }
  }

  private func key(_ content: [UInt8]) throws -> PseudonymKey {
    try #require(PseudonymKey(fileContent: content))
  }

  private func old() throws -> PseudonymKey { try key(Self.base) }

  private func rotated() throws -> PseudonymKey {
    try key(Self.digits(Self.base) + [0x0A] + Self.digits(Self.second) + [0x0A])
  }

  private func pseudonym(_ id: String, _ use: KeyUse, _ key: PseudonymKey) -> Pseudonym {
    key.subkey(for: use, of: "acme").rawPseudonym(of: Array(id.utf8).span)
  }

  // HMAC by Python's hmac under the first secret, sealed by openssl enc -aes-256-ecb under the second.
  @Test(
    "seals what the first secret named by the second",
    arguments: [
      (KeyUse.visitors, "visitor-1", "8249062aa7bb06dd67f72d1e75f0ccc9"),
      (.consentSubjects, "visitor-1", "22dd9edb31a457fb7c68d4bdb89ec174"),
      (.ledgerLeaves, "visitor-2", "692f2af399ca463d01ea70728fc9a169"),
      (.tombstones, "visitor-2", "8e8d44555a65fef64c8bf85380054b83"),
    ])
  func vectors(_ use: KeyUse, _ id: String, _ expected: String) throws {
    #expect(pseudonym(id, use, try rotated()).text == expected)
    let subkey = try rotated().subkey(for: use, of: "acme")
    #expect(subkey.pseudonym(of: Array(id.utf8).span) == Array(expected.utf8))
  }

  @Test("names nobody as before, whatever the use", arguments: KeyUse.allCases)
  func differs(_ use: KeyUse) throws {
    for number in 0..<50 {
      #expect(
        pseudonym("v\(number)", use, try old()) != pseudonym("v\(number)", use, try rotated()))
    }
  }

  @Test("leads from the old pseudonyms to the new ones without the ids", arguments: KeyUse.allCases)
  func rekeying(_ use: KeyUse) throws {
    let twice = try key(Array(rotated().rotatedText().utf8))
    for (from, to) in [
      (try old(), try rotated()), (try rotated(), twice), (try old(), twice),
      (try rotated(), try old()), (try old(), try old()),
    ] {
      let rekeying = try #require(from.rekeying(to: to, for: use, of: "acme"))
      for number in 0..<50 {
        let id = "visitor-\(number)"
        #expect(rekeying.renamed(pseudonym(id, use, from)) == pseudonym(id, use, to))
      }
    }
  }

  @Test("is no rotation of a key with another first secret")
  func strangers() throws {
    let stranger = try key(Self.second)
    #expect(stranger.rekeying(to: try rotated(), for: .visitors, of: "acme") == nil)
    #expect(try rotated().rekeying(to: stranger, for: .visitors, of: "acme") == nil)
  }

  @Test("consent 37: has other ciphers and another signing seed, those of the second secret alone")
  func otherSubkeys() throws {
    let same = try key(Self.second)
    for use in KeyUse.allCases {
      let one = Pseudonym(first: 5, second: 6)
      let sealed = try rotated().cipher(for: use, of: "acme").seal(one)
      #expect(sealed == same.cipher(for: use, of: "acme").seal(one))
      #expect(try sealed != old().cipher(for: use, of: "acme").seal(one))
    }
    let seed = try rotated().seed(for: .ledgerSigning, of: "acme")
    #expect(
      String(decoding: Self.digits(seed), as: UTF8.self)
        == "7ed7a49cbd19dca1c08295ab85f21df2512f8e78becbb440c793ddedb8c83f5b")
    #expect(
      try String(decoding: Self.digits(old().seed(for: .ledgerSigning, of: "acme")), as: UTF8.self)
        == "46b6741743703db28842b68d6fc1b46c8fddd3745c116cb16cd31f170fd7101f")
  }

  @Test("rotating keeps the first secret and draws a new second one each time")
  func rotating() throws {
    let texts = try (0..<10).map { _ in try rotated().rotatedText() }
    #expect(Set(texts).count == texts.count)
    for text in texts {
      let lines = text.split(separator: "\n")
      #expect(lines.count == 2)
      #expect(lines[0] == String(decoding: Self.digits(Self.base), as: UTF8.self))
      let next = try key(Array(text.utf8))
      #expect(try old().rekeying(to: next, for: .visitors, of: "acme") != nil)
    }
  }

  @Test("is read in every form of line ends, and in no other form")
  func forms() throws {
    let (first, second) = (Self.digits(Self.base), Self.digits(Self.second))
    let cr: [UInt8] = [0x0D]
    let lf: [UInt8] = [0x0A]
    let expected = pseudonym("v", .visitors, try rotated())
    for good in [
      first + lf + second, first + lf + second + lf, first + cr + lf + second + cr + lf,
      first + cr + lf + second,
    ] {
      #expect(pseudonym("v", .visitors, try key(good)) == expected)
    }
    for single in [first, first + lf, first + cr + lf, Self.base] {
      #expect(pseudonym("v", .visitors, try key(single)) == pseudonym("v", .visitors, try old()))
    }
    let wrong: [[UInt8]] = [
      first + second, first + lf + lf + second, lf + first, first + lf + lf,
      first + lf + second + lf + second, first + lf + second.dropLast(), Self.base + Self.second,
      Self.base + lf + Self.second, first + lf + Self.second, first + [0x20],
      first + lf + second + [0x20], [0x20] + first, first + [0x0D] + second, first + lf + [0x67],
      Array(first.dropLast(2)) + lf + second,
    ]
    for content in wrong {
      #expect(PseudonymKey(fileContent: content) == nil, "\(content.count) bytes")
    }
  }
}
