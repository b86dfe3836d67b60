import Bytes
import Identity
import Testing

@Suite("Pseudonyms")
struct PseudonymTests {
  private let key = PseudonymKey((0..<32).map { UInt8($0) })

  private func pseudonym(
    _ id: String, _ use: KeyUse, of controller: String = "acme"
  ) throws -> String {
    let key = try #require(key)
    return String(
      decoding: key.subkey(for: use, of: controller).pseudonym(of: Array(id.utf8).span),
      as: UTF8.self)
  }

  // Computed with Python's hmac and hashlib: HKDF (RFC 5869) by its definition, then HMAC-SHA-256.
  @Test(
    "are HMAC-SHA-256 under a subkey by HKDF, its first 16 bytes",
    arguments: [
      (KeyUse.visitors, "visitor-1", "c03a90aae35373ceebf3749184cb19e4"),
      (.visitors, "visitor-2", "b4153b3aeac402f4e74601a29ebbc01a"),
      (.ledgerLeaves, "visitor-1", "e07b93c2e86e8a67f0e603b0905d662c"),
      (.tombstones, "visitor-1", "424a094e7b7ed0a5bfc78ff4a3a54152"),
      (.recordLeaves, "visitor-2", "70965b7e203dfdd26b775694b2a5b697"),
    ])
  func vectors(_ use: KeyUse, _ id: String, _ expected: String) throws {
    #expect(try pseudonym(id, use) == expected)
  }

  @Test(
    "as bytes are the same as in digits, for ids of any length", arguments: [0, 1, 55, 56, 64, 300])
  func raw(_ length: Int) throws {
    let subkey = try #require(key).subkey(for: .visitors, of: "acme")
    let id = [UInt8](repeating: 0x61, count: length)
    let bytes = subkey.rawPseudonym(of: id.span).bytes
    #expect(bytes.count == Pseudonym.byteCount)
    let digits = bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }
    #expect(digits == subkey.pseudonym(of: id.span))
  }

  @Test("differ where ids differ by one byte, a space or their case")
  func distinct() throws {
    let ids = ["a", "A", "a ", " a", "a\0", "b"]
    let made = try Set(ids.map { try pseudonym($0, .visitors) })
    #expect(made.count == ids.count)
  }

  @Test("consent 12: of one id differ from controller to controller")
  func controllers() throws {
    #expect(try pseudonym("a", .visitors, of: "acme") != pseudonym("a", .visitors, of: "globex"))
  }

  @Test("a key is 32 bytes, as they are or as hexadecimal digits with a line end")
  func keyFiles() {
    let bytes = (0..<32).map { UInt8($0) }
    let digits = bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }
    #expect(PseudonymKey(fileContent: bytes) != nil)
    #expect(PseudonymKey(fileContent: digits) != nil)
    #expect(PseudonymKey(fileContent: digits + [0x0D, 0x0A]) != nil)
    for wrong in [[], Array(bytes.dropLast()), Array(digits.dropLast()), digits + [0x30]] {
      #expect(PseudonymKey(fileContent: wrong) == nil)
    }
    #expect(PseudonymKey(fileContent: Array(digits.dropLast()) + [0x78]) == nil)
  }

  @Test("two forms of one key make the same pseudonyms")
  func sameKey() throws {
    let bytes = (0..<32).map { UInt8($0) }
    let digits = bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }
    let id = Array("visitor-1".utf8)
    let raw = try #require(PseudonymKey(fileContent: bytes))
    let text = try #require(PseudonymKey(fileContent: digits))
    #expect(
      raw.subkey(for: .visitors, of: "acme").pseudonym(of: id.span)
        == text.subkey(for: .visitors, of: "acme").pseudonym(of: id.span))
  }

  @Test("new keys are 64 digits, and no two are the same")
  func newKeys() {
    let keys = (0..<20).map { _ in PseudonymKey.newKeyText() }
    #expect(Set(keys).count == keys.count)
    for key in keys { #expect(PseudonymKey(fileContent: Array(key.utf8)) != nil) }
  }
}
