/// What a TC string says of one vendor, apart from the purposes.
public struct TCVendorFacts: Hashable, Sendable {
  /// Whether the vendor is consented to.
  public var hasConsent = false
  /// Whether the person was told of the vendor's legitimate interests and has not objected.
  public var hasLegitimateInterests = false
  /// Whether the vendor was shown to the person; false where no segment says so.
  public var isDisclosed = false
  /// The purposes that the publisher does not allow the vendor.
  public private(set) var notAllowed: TCIDSet = []
  /// The purposes that the publisher allows the vendor by consent alone.
  public private(set) var byConsentAlone: TCIDSet = []
  /// The purposes that the publisher allows the vendor by legitimate interests alone.
  public private(set) var byInterestsAlone: TCIDSet = []

  init() {}

  /// Adds a publisher's restriction of a purpose; a type that is not defined does not allow it.
  mutating func restrict(_ purpose: Int, type: Int) {
    let purpose = TCIDSet(ids: CollectionOfOne(purpose))
    switch type {
    case 1: byConsentAlone.formUnion(purpose)
    case 2: byInterestsAlone.formUnion(purpose)
    default: notAllowed.formUnion(purpose)
    }
  }
}

/// The purposes for which a TC string lets one vendor, or the publisher, use data.
public struct TCPermissions: Hashable, Sendable {
  /// The purposes permitted by consent.
  public var byConsent: TCIDSet
  /// The purposes permitted by legitimate interests.
  public var byLegitimateInterests: TCIDSet

  /// Permissions for these purposes.
  public init(byConsent: TCIDSet, byLegitimateInterests: TCIDSet) {
    self.byConsent = byConsent
    self.byLegitimateInterests = byLegitimateInterests
  }

  /// What a vendor may do: where the person and the publisher both let it.
  ///
  /// A publisher's "not allowed" goes before all else. A vendor that the list of those shown leaves out
  /// was not shown to the person, and may do nothing; where there is no such list this is not asked.
  ///
  /// - Parameters:
  ///   - vendor: what the string says of the vendor.
  ///   - core: the string's core.
  ///   - hasDisclosedVendors: whether the string lists the vendors that were shown.
  public init(of vendor: TCVendorFacts, _ core: TCCore, hasDisclosedVendors: Bool) {
    byConsent = []
    byLegitimateInterests = []
    guard vendor.isDisclosed || !hasDisclosedVendors else { return }
    if vendor.hasConsent {
      byConsent = core.purposeConsents.subtracting(vendor.notAllowed)
        .subtracting(vendor.byInterestsAlone)
    }
    if vendor.hasLegitimateInterests {
      byLegitimateInterests = core.purposeLegitimateInterests.subtracting(vendor.notAllowed)
        .subtracting(vendor.byConsentAlone)
        .subtracting(TCAssessment.purposesWithoutInterests(policyVersion: core.policyVersion))
    }
  }
}

extension TCPublisher {
  /// The purposes of TCF for which the publisher itself may use data.
  func permissions(_ core: TCCore) -> TCPermissions {
    TCPermissions(
      byConsent: purposeConsents,
      byLegitimateInterests: purposeLegitimateInterests.subtracting(
        TCAssessment.purposesWithoutInterests(policyVersion: core.policyVersion)))
  }
}

extension TCGlance {
  /// What the vendor that was asked about may do.
  public var permissions: TCPermissions {
    TCPermissions(of: vendor, core, hasDisclosedVendors: hasDisclosedVendors)
  }
}

extension TCString {
  /// What a vendor may do.
  public func permissions(of vendor: UInt16) -> TCPermissions {
    TCPermissions(of: facts(of: vendor), core, hasDisclosedVendors: disclosedVendors != nil)
  }

  /// What the string says of a vendor.
  public func facts(of vendor: UInt16) -> TCVendorFacts {
    var facts = TCVendorFacts()
    facts.hasConsent = vendorConsents.contains(vendor)
    facts.hasLegitimateInterests = vendorLegitimateInterests.contains(vendor)
    facts.isDisclosed = disclosedVendors?.contains(vendor) ?? false
    for restriction in restrictions where restriction.vendors.contains(vendor) {
      facts.restrict(restriction.purpose, type: restriction.type)
    }
    return facts
  }
}
