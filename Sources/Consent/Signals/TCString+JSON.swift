public import Bytes

extension [UInt8] {
  /// Appends a TC string as a JSON object without a line feed, its keys always in the same order.
  ///
  /// Vendors are ranges, `[[1,3],[7,7]]`; times are milliseconds since 1970, and text in `assessment`. A
  /// segment that is not there has empty lists; `segments` says which are.
  ///
  /// - Parameters:
  ///   - tcString: the string.
  ///   - moment: when the string is to be relied on, for `assessment`.
  ///   - vendor: a vendor for whom is added what the string permits; nil for none.
  public mutating func append(
    tcString: TCString, assessedAt moment: Timestamp, vendor: UInt16? = nil
  ) {
    append(core: tcString.core)
    append(",\"vendorConsents\":", tcString.vendorConsents)
    append(",\"vendorLI\":", tcString.vendorLegitimateInterests)
    append(",\"publisherRestrictions\":[")
    for (place, restriction) in tcString.restrictions.enumerated() {
      append(place > 0 ? ",{\"purpose\":" : "{\"purpose\":")
      append(decimal: restriction.purpose)
      append(",\"type\":")
      append(decimal: restriction.type)
      append(",\"vendors\":", restriction.vendors)
      append(0x7D)
    }
    append("]")
    append(",\"disclosedVendors\":", tcString.disclosedVendors ?? VendorSet())
    append(",\"allowedVendors\":", tcString.allowedVendors ?? VendorSet())
    append(publisher: tcString.publisher ?? TCPublisher())
    append(",\"segments\":", tcString.segments)
    append(assessment: tcString.assessment(at: moment), of: tcString.core, at: moment)
    if let vendor { append(permissions: tcString.permissions(of: vendor), of: vendor) }
    append(0x7D)
  }

  private mutating func append(core: TCCore) {
    append("{\"version\":", core.version)
    append(",\"createdMs\":", core.createdDeciseconds * 100)
    append(",\"lastUpdatedMs\":", core.lastUpdatedDeciseconds * 100)
    append(",\"cmpId\":", core.cmpID)
    append(",\"cmpVersion\":", core.cmpVersion)
    append(",\"consentScreen\":", core.consentScreen)
    append(",\"consentLanguage\":")
    append(json: TCCore.letters(of: core.consentLanguage))
    append(",\"vendorListVersion\":", core.vendorListVersion)
    append(",\"tcfPolicyVersion\":", core.policyVersion)
    append(",\"isServiceSpecific\":", core.isServiceSpecific)
    append(",\"useNonStandardTexts\":", core.usesNonStandardTexts)
    append(",\"specialFeatureOptIns\":", core.specialFeatures.ids)
    append(",\"purposeConsents\":", core.purposeConsents.ids)
    append(",\"purposeLITransparency\":", core.purposeLegitimateInterests.ids)
    append(",\"purposeOneTreatment\":", core.purposeOneTreatment)
    append(",\"publisherCC\":")
    append(json: TCCore.letters(of: core.publisherCountry))
  }

  private mutating func append(publisher: TCPublisher) {
    append(",\"pubPurposesConsent\":", publisher.purposeConsents.ids)
    append(",\"pubPurposesLI\":", publisher.purposeLegitimateInterests.ids)
    append(",\"customConsent\":", publisher.customConsents.ids)
    append(",\"customLI\":", publisher.customLegitimateInterests.ids)
  }

  private mutating func append(assessment: TCAssessment, of core: TCCore, at moment: Timestamp) {
    append(",\"assessment\":{\"at\":\"")
    append(contentsOf: moment.description.utf8)
    append("\",\"valid\":", assessment.isValid)
    append(",\"reasons\":", assessment.flaws.names)
    append(",\"notes\":", assessment.notes.names)
    append(",\"liPurposesForbidden\":", assessment.forbiddenInterests.ids)
    append(",\"created\":\"")
    append(contentsOf: core.created.description.utf8)
    append("\",\"lastUpdated\":\"")
    append(contentsOf: core.lastUpdated.description.utf8)
    append("\"}")
  }

  private mutating func append(permissions: TCPermissions, of vendor: UInt16) {
    append(",\"vendor\":{\"id\":", Int(vendor))
    append(",\"consentPurposes\":", permissions.byConsent.ids)
    append(",\"liPurposes\":", permissions.byLegitimateInterests.ids)
    append(0x7D)
  }

  mutating func append(_ key: StaticString, _ number: Int) {
    append(key)
    append(decimal: number)
  }

  private mutating func append(_ key: StaticString, _ flag: Bool) {
    append(key)
    append(flag ? "true" : "false")
  }

  mutating func append(_ key: StaticString, _ ids: [Int]) {
    append(key)
    append(0x5B)
    for (place, id) in ids.enumerated() {
      if place > 0 { append(0x2C) }
      append(decimal: id)
    }
    append(0x5D)
  }

  private mutating func append(_ key: StaticString, _ names: [String]) {
    append(key)
    append(0x5B)
    for (place, name) in names.enumerated() {
      if place > 0 { append(0x2C) }
      append(json: name)
    }
    append(0x5D)
  }

  private mutating func append(_ key: StaticString, _ vendors: VendorSet) {
    append(key)
    append(0x5B)
    for (place, range) in vendors.ranges.enumerated() {
      append(place > 0 ? ",[" : "[")
      append(decimal: range.lowerBound)
      append(0x2C)
      append(decimal: range.upperBound)
      append(0x5D)
    }
    append(0x5D)
  }
}
