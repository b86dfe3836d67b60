import Bytes
import Consent
import Testing

@Suite("Whether a TC string may be relied on, and for what")
struct TCAssessmentTests {
  @Test(
    "consent 20: the published cases of policy",
    .enabled(if: TCVectors.isHere, "shared vectors are not here"),
    arguments: try TCVectors.policyCases())
  func policy(_ one: TCVectors.PolicyCase) throws {
    let string = try TCString(one.tc)
    let assessment = string.assessment(at: try Make.time(one.now ?? "2023-12-01"))
    if let valid = one.valid { #expect(assessment.isValid == valid) }
    if let reason = one.reason { #expect(assessment.flaws.names.first == reason) }
    if let vendor = one.vendor, let purposes = one.consentPurposes {
      #expect(string.permissions(of: vendor).byConsent.ids == purposes)
    }
    if let purpose = one.liPurposeForbidden {
      #expect(assessment.forbiddenInterests.contains(id: purpose))
      #expect(assessment.notes.names.contains("liPurposeForbidden"))
    }
  }

  private func string(
    _ maker: TCMaker, disclosed: [ClosedRange<Int>]? = [1...10],
    restrictions: [(purpose: Int, type: Int, vendors: ClosedRange<Int>)] = []
  ) throws -> TCString {
    var maker = maker
    maker.add(vendors: [1...5], maximum: 5)
    maker.add(vendors: [1...5], maximum: 5)
    maker.add(restrictions.count, 12)
    for restriction in restrictions {
      maker.add(restriction.purpose, 6)
      maker.add(restriction.type, 2)
      maker.add(1, 12)
      maker.add(restriction.vendors)
    }
    if let disclosed {
      maker.beginSegment(1)
      maker.add(vendors: disclosed, maximum: 10)
    }
    return try TCString(maker.text)
  }

  @Test(
    "the policies' version: 4 and up, 3 if made until 2023-09-30, 2 until then",
    arguments: [
      (5, "2026-03-01", "2026-03-10", true), (4, "2023-10-05", "2023-12-01", true),
      (3, "2023-09-30", "2023-12-01", true), (3, "2023-10-01", "2023-12-01", false),
      (2, "2023-09-01", "2023-09-30", true), (2, "2023-09-01", "2023-10-01", false),
      (1, "2023-09-01", "2023-09-30", false),
    ])
  func policyVersion(version: Int, made: String, now: String, valid: Bool) throws {
    let string = try string(TCMaker(created: made, policy: version))
    let flaws = string.assessment(at: try Make.time(now)).flaws
    #expect(flaws == (valid ? [] : .policyVersionTooLow))
  }

  @Test(
    "the list of vendors shown: needed from version 5 on, and since 2026-02-28",
    arguments: [
      (4, "2026-02-27", true), (4, "2026-02-28", false), (5, "2026-02-27", false),
      (5, "2026-03-01", false),
    ])
  func disclosure(version: Int, made: String, isOptional: Bool) throws {
    let maker = try TCMaker(created: made, policy: version)
    let now = try Make.time("2026-03-10")
    #expect(try string(maker).assessment(at: now).isValid)
    let flaws = try string(maker, disclosed: nil).assessment(at: now).flaws
    #expect(flaws == (isOptional ? [] : .disclosedVendorsMissing))
  }

  @Test(
    "thirteen months of the calendar after its last change a string is too old",
    arguments: [
      ("2026-03-01", "2027-03-31T23:59:59.999Z", true), ("2026-03-01", "2027-04-01", false),
      ("2026-12-15", "2028-01-14", true), ("2026-12-15", "2028-01-15", false),
      ("2027-01-31", "2028-02-28", true), ("2027-01-31", "2028-02-29", false),
    ])
  func age(changed: String, now: String, valid: Bool) throws {
    let string = try string(TCMaker(created: changed))
    #expect(string.assessment(at: try Make.time(now)).flaws == (valid ? [] : .tooOld))
    // The time of the last change counts.
    let renewed = try self.string(TCMaker(created: "2025-01-01", changed: changed))
    #expect(renewed.assessment(at: try Make.time(now)).isValid == valid)
  }

  @Test("a string of the future, one changed before it was made, and one for all sites are no good")
  func otherFlaws() throws {
    let ahead = try string(TCMaker(created: "2026-03-05"))
    #expect(ahead.assessment(at: try Make.time("2026-03-04")).isValid)
    #expect(ahead.assessment(at: try Make.time("2026-03-03T23:59:59Z")).flaws == .madeAhead)
    let backwards = try string(TCMaker(created: "2026-03-05", changed: "2026-03-04"))
    #expect(backwards.assessment(at: try Make.time("2026-03-06")).flaws == .changedBeforeMade)
    let global = try string(TCMaker(isServiceSpecific: false))
    #expect(global.assessment(at: try Make.time("2026-03-06")).flaws == .notServiceSpecific)
  }

  @Test(
    "times that are not the same midnight are noted since 2022, and nothing more",
    arguments: [
      ("2026-03-01", "2026-03-01", false), ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z", true),
      ("2026-03-01", "2026-03-02", true), ("2021-12-31T10:00:00Z", "2021-12-31T10:00:00Z", false),
    ])
  func midnight(made: String, changed: String, noted: Bool) throws {
    let string = try string(TCMaker(created: made, changed: changed, policy: 3))
    let assessment = string.assessment(at: try Make.time("2022-01-05"))
    #expect(assessment.notes.contains(.notMidnight) == noted)
  }

  @Test("purposes 1 and, from version 4 on, 3 to 6 can't rest on legitimate interests")
  func forbiddenInterests() throws {
    let all = Array(1...11)
    let now = try string(TCMaker(interests: all))
    #expect(now.permissions(of: 1).byLegitimateInterests.ids == [2, 7, 8, 9, 10, 11])
    #expect(now.assessment(at: now.core.created).forbiddenInterests.ids == [1, 3, 4, 5, 6])
    #expect(now.assessment(at: now.core.created).isValid)
    let before = try string(TCMaker(created: "2022-03-01", policy: 3, interests: all))
    #expect(before.permissions(of: 1).byLegitimateInterests.ids == Array(2...11))
  }

  @Test("a publisher's restriction goes before what the person chose, for its vendors alone")
  func restrictions() throws {
    let maker = try TCMaker(consents: [1, 2, 7, 8, 9], interests: [2, 7, 8, 9])
    let string = try string(
      maker,
      restrictions: [(2, 0, 2...3), (7, 1, 2...2), (8, 2, 2...2), (9, 3, 2...2), (0, 0, 2...2)])
    #expect(string.permissions(of: 1).byConsent.ids == [1, 2, 7, 8, 9])
    #expect(string.permissions(of: 1).byLegitimateInterests.ids == [2, 7, 8, 9])
    #expect(string.permissions(of: 2).byConsent.ids == [1, 7])
    #expect(string.permissions(of: 2).byLegitimateInterests.ids == [8])
    #expect(string.permissions(of: 3).byConsent.ids == [1, 7, 8, 9])
    #expect(string.permissions(of: 6).byConsent.isEmpty)
  }

  @Test(
    "a vendor that was not shown may do nothing; without a list of those shown nothing is asked")
  func notDisclosed() throws {
    let maker = try TCMaker(created: "2025-03-01", policy: 4, consents: [1], interests: [2])
    let shown = try string(maker, disclosed: [2...10])
    #expect(shown.permissions(of: 1).byConsent.isEmpty)
    #expect(shown.permissions(of: 1).byLegitimateInterests.isEmpty)
    #expect(shown.permissions(of: 2).byConsent.ids == [1])
    #expect(try string(maker, disclosed: nil).permissions(of: 1).byConsent.ids == [1])
  }
}
