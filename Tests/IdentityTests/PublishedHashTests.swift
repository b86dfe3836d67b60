import Bytes
import Crypto
import Foundation
import Identity
import TestKit
import Testing

/// HMAC and HKDF by their definitions over SHA-256 alone, to hold the product's own against.
private enum Reference {
  /// RFC 2104.
  static func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    var block = key.count > 64 ? Array(SHA256.hash(data: key)) : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    let inner = SHA256.hash(data: block.map { $0 ^ 0x36 } + message)
    return Array(SHA256.hash(data: block.map { $0 ^ 0x5C } + Array(inner)))
  }

  /// RFC 5869.
  static func hkdf(_ key: [UInt8], salt: [UInt8], info: [UInt8], count: Int) -> [UInt8] {
    let extracted = hmac(salt.isEmpty ? [UInt8](repeating: 0, count: 32) : salt, key)
    var output: [UInt8] = []
    var last: [UInt8] = []
    var number: UInt8 = 1
    while output.count < count {
      last = hmac(extracted, last + info + [number])
      output += last
      number += 1
    }
    return Array(output.prefix(count))
  }
}

@Suite("Pseudonyms against published values of HMAC and HKDF")
struct PublishedHashTests {
  private static let isHere = SharedData.path("privacy/signals/hmac_sha256_rfc4231.json") != nil

  private struct HMACVectors: Decodable {
    struct Vector: Decodable {
      var key_hex: String
      var data_hex: String
      var mac_hex: String
    }
    var hmac_sha256: [Vector]
  }

  private struct HKDFVectors: Decodable {
    struct Vector: Decodable {
      var ikm_hex: String
      var salt_hex: String
      var info_hex: String
      var length: Int
      var okm_hex: String
    }
    var hkdf_sha256: [Vector]
  }

  private func read<Value: Decodable>(_ name: String, _ type: Value.Type) throws -> Value {
    let path = try #require(SharedData.path("privacy/signals/\(name)"))
    return try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: path)))
  }

  private func bytes(_ digits: String) -> [UInt8] {
    let values = digits.utf8.compactMap(hexValue)
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }

  @Test(
    "the definitions give the values of RFC 4231 and RFC 5869",
    .enabled(if: Self.isHere, "shared vectors are not here"))
  func definitions() throws {
    let codes = try read("hmac_sha256_rfc4231.json", HMACVectors.self).hmac_sha256
    #expect(codes.count == 6)
    for vector in codes {
      let code = Reference.hmac(bytes(vector.key_hex), bytes(vector.data_hex))
      #expect(code == bytes(vector.mac_hex))
    }
    let keys = try read("hkdf_sha256_rfc5869.json", HKDFVectors.self).hkdf_sha256
    #expect(keys.count == 3)
    for vector in keys {
      let key = Reference.hkdf(
        bytes(vector.ikm_hex), salt: bytes(vector.salt_hex), info: bytes(vector.info_hex),
        count: vector.length)
      #expect(key == bytes(vector.okm_hex))
    }
  }

  @Test("a pseudonym is what the definitions give", arguments: KeyUse.allCases)
  func pseudonyms(use: KeyUse) throws {
    let secret = (0..<32).map { UInt8($0 * 7) }
    let key = try #require(PseudonymKey(secret))
    for controller in ["acme", "Ågård"] {
      let derived = Reference.hkdf(
        secret, salt: [], info: Array("\(use.rawValue)\u{1F}\(controller)".utf8), count: 32)
      let subkey = key.subkey(for: use, of: controller)
      for length in [0, 1, 55, 56, 63, 64, 65, 119, 120, 500] {
        let id = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
        let expected = Reference.hmac(derived, id).prefix(16)
          .flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }
        #expect(subkey.pseudonym(of: id.span) == expected, "\(length) bytes")
      }
    }
  }
}
