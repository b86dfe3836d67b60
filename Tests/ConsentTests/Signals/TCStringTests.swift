import Bytes
import Consent
import TestKit
import Testing

@Suite("TC strings")
struct TCStringTests {
  @Test(
    "consent 20: a published string decodes field by field",
    .enabled(if: TCVectors.isHere, "shared vectors are not here"),
    arguments: try TCVectors.decodable())
  func decodes(_ vector: TCVectors.Vector) throws {
    #expect(try TCString(vector.tc).printed == vector.expect)
  }

  @Test("all 97 are here", .enabled(if: TCVectors.isHere, "shared vectors are not here"))
  func count() throws {
    #expect(try TCVectors.decodable().count == 97)
    #expect(try TCVectors.mutations().count == 1_039)
  }

  @Test(
    "consent 20: a damaged string is refused or read as published",
    .enabled(if: TCVectors.isHere, "shared vectors are not here"))
  func mutations() throws {
    for vector in try TCVectors.mutations() {
      if vector.ok == true {
        #expect(try TCString(vector.tc).printed == vector.expect, "\(vector.tc)")
      } else {
        let error = #expect(throws: TCStringError.self, "\(vector.tc)") {
          try TCString(vector.tc)
        }
        if let error, let why = vector.why {
          #expect(isKind(error.problem, why), "\(why): \(error), \(vector.tc)")
        }
      }
    }
  }

  private func isKind(_ problem: TCStringError.Problem, _ why: String) -> Bool {
    switch problem {
    case .notBase64URL: why == "not base64url"
    case .truncated: why == "truncated"
    // Of a string that is cut and has a wrong segment behind it either may be said.
    case .emptySegment: why == "empty segment" || why == "truncated"
    case .unknownSegment, .repeatedSegment: why == "truncated"
    case .unknownVersion(let version): why == "version \(version)"
    case .rangeBeyondMaximum: why == "range beyond max"
    case .reversedRange: why == "range end<start"
    case .vendorZero: why == "vendor id 0"
    case .empty, .tooLong, .versionOne: false
    }
  }

  @Test(
    "consent 20: a glance says of every vendor what the whole string says, and refuses the same",
    .enabled(if: TCVectors.isHere, "shared vectors are not here"))
  func glance() throws {
    for vector in try TCVectors.decodable() + TCVectors.mutations() {
      expectSameGlance(vector.tc)
    }
  }

  private func expectSameGlance(_ text: String) {
    let whole = Result { try TCString(text) }
    for vendor in [0, 1, 2, 3, 7, 32, 123, 755, 1_000, 1_166, 65_535] as [UInt16] {
      let glance = Result { try TCGlance(text, vendor: vendor) }
      switch (whole, glance) {
      case (.success(let string), .success(let glance)):
        #expect(glance.core == string.core)
        #expect(glance.vendor == string.facts(of: vendor), "\(text) for \(vendor)")
        #expect(glance.permissions == string.permissions(of: vendor))
        #expect(glance.hasDisclosedVendors == (string.disclosedVendors != nil))
        #expect(glance.hasPublisher == (string.publisher != nil))
        #expect(!glance.hasPublisher || glance.publisher == string.publisher)
      case (.failure(let a as TCStringError), .failure(let b as TCStringError)):
        // A bit field is passed over as one, so a string's end shows at its start.
        #expect(a.problem == b.problem && a.segment == b.segment, "\(text): \(a) and \(b)")
      default: Issue.record("\(text): one reader refuses it, the other does not")
      }
    }
  }

  @Test("vendors by bits and by ranges that overlap are the same sets")
  func lists() throws {
    var maker = try TCMaker(consents: [1])
    maker.add(vendorBits: [1, 2, 3, 7, 9], maximum: 9)
    maker.add(vendors: [7...7, 2...3, 1...2, 9...9, 3...3], maximum: 9)
    maker.add(0, 12)
    let string = try TCString(maker.text)
    #expect(string.vendorConsents == string.vendorLegitimateInterests)
    #expect(string.vendorConsents.ranges == [1...3, 7...7, 9...9])
    #expect(string.vendorConsents.count == 5)
    for vendor in 0...10 as ClosedRange<UInt16> {
      #expect(string.vendorConsents.contains(vendor) == [1, 2, 3, 7, 9].contains(vendor))
    }
    expectSameGlance(maker.text)
  }

  @Test("63 purposes of a publisher's own are read, and none")
  func customPurposes() throws {
    for count in [0, 1, 31, 32, 33, 63] {
      var maker = try TCMaker()
      maker.add(vendorBits: [], maximum: 0)
      maker.add(vendorBits: [], maximum: 0)
      maker.add(0, 12)
      maker.beginSegment(3)
      maker.add(ids: [1, 24], of: 24)
      maker.add(ids: [2], of: 24)
      maker.add(count, 6)
      maker.add(ids: [1, 33, 63], of: count)
      maker.add(ids: [32, 62], of: count)
      let publisher = try #require(try TCString(maker.text).publisher)
      #expect(publisher.purposeConsents.ids == [1, 24])
      #expect(publisher.purposeLegitimateInterests.ids == [2])
      #expect(publisher.customCount == count)
      #expect(publisher.customConsents.ids == [1, 33, 63].filter { $0 <= count })
      #expect(publisher.customLegitimateInterests.ids == [32, 62].filter { $0 <= count })
      expectSameGlance(maker.text)
    }
  }

  @Test("a string that names the highest vendor bit by bit is read")
  func highestVendor() throws {
    var maker = try TCMaker()
    maker.add(vendorBits: [1, 65_535], maximum: 65_535)
    maker.add(vendors: [65_535...65_535], maximum: 65_535)
    maker.add(0, 12)
    let string = try TCString(maker.text)
    #expect(string.vendorConsents.ranges == [1...1, 65_535...65_535])
    #expect(string.vendorLegitimateInterests.ranges == [65_535...65_535])
    expectSameGlance(maker.text)
  }

  @Test(
    "what is no TC string is refused with segment and bit, and never shown",
    arguments: [
      ("", TCStringError(.empty)),
      ("BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA", TCStringError(.versionOne)),
      ("D", TCStringError(.unknownVersion(3))),
      ("CA=", TCStringError(.notBase64URL, bit: 12)),
      ("C A", TCStringError(.notBase64URL, bit: 6)),
      ("C", TCStringError(.truncated(.created), bit: 6)),
      (".", TCStringError(.emptySegment)),
    ])
  func refused(text: String, error: TCStringError) {
    #expect(throws: error) { try TCString(text) }
    #expect(throws: error) { try TCGlance(text, vendor: 1) }
    #expect(!error.description.contains("OEFEA"))
  }

  @Test(
    "segments: of each type one, no others, none empty",
    arguments: [
      ("", nil), (".IAAA.QAAA.YAAAAAAAAAA", nil), (".YAAAAAAAAAA.IAAA", nil),
      (".", TCStringError(.emptySegment, segment: 1)),
      (".IAAA.", TCStringError(.emptySegment, segment: 2)),
      ("..IAAA", TCStringError(.emptySegment, segment: 1)),
      (".AAAA", TCStringError(.repeatedSegment(0), segment: 1)),
      (".IAAA.IAAA", TCStringError(.repeatedSegment(1), segment: 2)),
      (".gAAA", TCStringError(.unknownSegment(4), segment: 1)),
      (".IAA", TCStringError(.truncated(.disclosedVendors), segment: 1, bit: 3)),
      (".IAAAAA==", nil), (".IAAAAAA=", nil),
      (".IAAAA=", TCStringError(.notBase64URL, segment: 1, bit: 30)),
      (".IAAAA===", TCStringError(.notBase64URL, segment: 1, bit: 30)),
      (".====", TCStringError(.notBase64URL, segment: 1)),
      (".IAAAA!", TCStringError(.notBase64URL, segment: 1, bit: 30)),
    ] as [(String, TCStringError?)])
  func segments(rest: String, error: TCStringError?) throws {
    var maker = try TCMaker()
    maker.add(vendorBits: [], maximum: 0)
    maker.add(vendorBits: [], maximum: 0)
    maker.add(0, 12)
    let text = maker.text + rest
    if let error {
      #expect(throws: error) { try TCString(text) }
    } else {
      _ = try TCString(text)
    }
    expectSameGlance(text)
  }

  @Test("more characters than the limit are refused before they are read")
  func tooLong() {
    let text = "C" + String(repeating: "A", count: TCString.maximumByteCount)
    #expect(throws: TCStringError(.tooLong)) { try TCString(text) }
    #expect(throws: TCStringError(.tooLong)) { try TCGlance(text, vendor: 1) }
  }

  @Test(
    "a string is refused wherever it is cut before its last field, and at any length read alike")
  func cut() throws {
    var maker = try TCMaker(consents: [1, 2])
    maker.add(vendorBits: [2, 5], maximum: 7)
    maker.add(vendors: [1...3], maximum: 7)
    maker.add(1, 12)
    maker.add(2, 6)
    maker.add(1, 2)
    maker.add(1, 12)
    maker.add(2...5)
    let text = maker.text
    for count in 0..<text.utf8.count {
      let cut = String(text.prefix(count))
      #expect(throws: TCStringError.self) { try TCString(cut) }
      expectSameGlance(cut)
    }
    expectSameGlance(text)
    // A character more is padding: it makes no whole byte, and all fields are there.
    #expect(try TCString(text + "_") == TCString(text))
  }

  @Test("no mutation of a published string crashes, and both readers agree")
  func fuzz() throws {
    let seeds = [
      "COvwooAOvwooAB7ABCENAPEYAIAAACAAAIqIAAoAAoAA.QAAo.IAAo",
      "COrEAV4OrXx94ACABBENAHCIAD-AAAAAAACAAxAAAAgAIAwgAgAAAAEAgQAAAAAEAYQAQAAAACAAAABAAA.YAAAAAAAAAAAA",
      "COxPe2TOxPe2TALABAENAPCgAAAAAAAAAAAAAFAAAAoAAA4IACACAIABgACAFA4ADACAAIygAGADwAQBIAIAIB0AEAEBSACACAA",
    ].map { Array($0.utf8) }
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    var accepted = 0
    for _ in 0..<200_000 {
      var bytes = seeds[Int(generator.next() % 3)]
      for _ in 0..<(1 + generator.next() % 3) { mutate(&bytes, &generator) }
      let whole = try? TCString(bytes.span)
      let vendor = UInt16(truncatingIfNeeded: generator.next() % 64)
      let glance = try? TCGlance(bytes.span, vendor: vendor)
      guard let whole, let glance else {
        if (whole == nil) != (glance == nil) { Issue.record("seed \(seed): \(bytes)") }
        continue
      }
      accepted += 1
      if glance.permissions != whole.permissions(of: vendor) {
        Issue.record("seed \(seed): \(bytes) for \(vendor)")
      }
    }
    #expect(accepted > 1_000, "seed \(seed)")
  }

  private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    let random = generator.next()
    let place = bytes.isEmpty ? 0 : Int(random >> 32) % bytes.count
    switch random % 8 {
    case 0: bytes = Array(bytes.prefix(place))
    case 1: bytes.insert(0x2E, at: place)
    case 2: bytes.insert(contentsOf: bytes.suffix(place), at: place)
    case 3 where !bytes.isEmpty: bytes.remove(at: place)
    case 4 where !bytes.isEmpty: bytes[place] = UInt8(truncatingIfNeeded: random >> 8)
    default:
      if !bytes.isEmpty { bytes[place] = TCMaker.alphabet[Int(random >> 8) & 63] }
    }
  }
}
