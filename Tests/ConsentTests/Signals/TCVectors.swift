import Bytes
import Consent
import FoundationEssentials
import TestKit
import Testing

/// The published TC strings.
enum TCVectors {
  /// What a string decodes to, under the names of the vectors, which are those that we print.
  struct Fields: Decodable, Equatable {
    struct Restriction: Decodable, Equatable {
      var purpose: Int
      var type: Int
      var vendors: [[UInt16]]
    }
    var version: Int
    var createdMs: Int
    var lastUpdatedMs: Int
    var cmpId: Int
    var cmpVersion: Int
    var consentScreen: Int
    var consentLanguage: String
    var vendorListVersion: Int
    var tcfPolicyVersion: Int
    var isServiceSpecific: Bool
    var useNonStandardTexts: Bool
    var specialFeatureOptIns: [Int]
    var purposeConsents: [Int]
    var purposeLITransparency: [Int]
    var purposeOneTreatment: Bool
    var publisherCC: String
    var vendorConsents: [[UInt16]]
    var vendorLI: [[UInt16]]
    var publisherRestrictions: [Restriction]
    var disclosedVendors: [[UInt16]]
    var allowedVendors: [[UInt16]]
    var pubPurposesConsent: [Int]
    var pubPurposesLI: [Int]
    var customConsent: [Int]
    var customLI: [Int]
    var segments: [Int]
  }

  struct Vector: Decodable, Sendable, CustomTestStringConvertible {
    var tc: String
    var ok: Bool?
    var why: String?
    var expect: Fields?

    var testDescription: String { String(tc.prefix(24)) }
  }

  struct PolicyCase: Decodable, Sendable, CustomTestStringConvertible {
    var tc: String
    var now: String?
    var vendor: UInt16?
    var consentPurposes: [Int]?
    var valid: Bool?
    var reason: String?
    var liPurposeForbidden: Int?

    var testDescription: String { reason ?? "liPurposeForbidden \(liPurposeForbidden ?? 0)" }
  }

  static let isHere = SharedData.path("privacy/tcf/decode_permissive.jsonl") != nil

  static func decodable() throws -> [Vector] { try lines("privacy/tcf/decode_permissive.jsonl") }
  static func mutations() throws -> [Vector] { try lines("privacy/tcf/mutations.jsonl") }

  static func policyCases() throws -> [PolicyCase] {
    struct Document: Decodable { var cases: [PolicyCase] }
    guard let path = SharedData.path("privacy/tcf/policy_cases.json") else { return [] }
    return try JSONDecoder().decode(Document.self, from: Data(contentsOf: URL(filePath: path)))
      .cases
  }

  private static func lines(_ name: String) throws -> [Vector] {
    guard let path = SharedData.path(name) else { return [] }
    return try Data(contentsOf: URL(filePath: path)).split(separator: 0x0A).map {
      try JSONDecoder().decode(Vector.self, from: Data($0))
    }
  }
}

extension TCString {
  /// A string given as text.
  init(_ text: String) throws(TCStringError) {
    try self.init(Array(text.utf8).span)
  }

  /// What is printed of the string, read back.
  var printed: TCVectors.Fields {
    get throws {
      var bytes: [UInt8] = []
      bytes.append(tcString: self, assessedAt: core.created)
      return try JSONDecoder().decode(TCVectors.Fields.self, from: Data(bytes))
    }
  }
}

extension TCGlance {
  /// A string given as text.
  init(_ text: String, vendor: UInt16) throws(TCStringError) {
    try self.init(Array(text.utf8).span, vendor: vendor)
  }
}

/// Makes TC strings bit by bit, so that a test says what stands in them.
struct TCMaker {
  var segments: [[Bool]] = [[]]

  static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  mutating func add(_ value: Int, _ bits: Int) {
    for shift in (0..<bits).reversed() {
      segments[segments.count - 1].append(value >> shift & 1 == 1)
    }
  }

  mutating func add(ids: [Int], of count: Int) {
    for id in 1..<(count + 1) { add(ids.contains(id) ? 1 : 0, 1) }
  }

  mutating func add(vendors: [ClosedRange<Int>], maximum: Int) {
    add(maximum, 16)
    add(1, 1)
    add(vendors.count, 12)
    for range in vendors { add(range) }
  }

  mutating func add(_ range: ClosedRange<Int>) {
    add(range.count > 1 ? 1 : 0, 1)
    add(range.lowerBound, 16)
    if range.count > 1 { add(range.upperBound, 16) }
  }

  mutating func add(vendorBits: [Int], maximum: Int) {
    add(maximum, 16)
    add(0, 1)
    add(ids: vendorBits, of: maximum)
  }

  mutating func beginSegment(_ type: Int) {
    segments.append([])
    add(type, 3)
  }

  /// The string, each segment filled up with zeros to a whole character.
  var text: String {
    let parts = segments.map { bits -> String in
      let padded = bits + Array(repeating: false, count: (6 - bits.count % 6) % 6)
      var bytes: [UInt8] = []
      for start in stride(from: 0, to: padded.count, by: 6) {
        let value = padded[start..<(start + 6)].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        bytes.append(TCMaker.alphabet[value])
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    return parts.joined(separator: ".")
  }

  /// A core up to the first list of vendors.
  init(
    created: String = "2026-03-01", changed: String? = nil, policy: Int = 5,
    isServiceSpecific: Bool = true, consents: [Int] = [], interests: [Int] = []
  ) throws {
    let made = try Make.time(created).nanoseconds / 100_000_000
    let updated = try Make.time(changed ?? created).nanoseconds / 100_000_000
    add(2, 6)
    add(Int(made), 36)
    add(Int(updated), 36)
    for (value, bits) in [(31, 12), (7, 12), (1, 6), (4, 6), (13, 6), (99, 12), (policy, 6)] {
      add(value, bits)
    }
    add(isServiceSpecific ? 1 : 0, 1)
    add(0, 1)
    add(0, 12)
    add(ids: consents, of: 24)
    add(ids: interests, of: 24)
    for (value, bits) in [(0, 1), (8, 6), (4, 6)] { add(value, bits) }
  }
}
