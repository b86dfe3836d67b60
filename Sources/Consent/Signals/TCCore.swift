public import Bytes

/// What stands at fixed places in a TC string's core segment.
public struct TCCore: Hashable, Sendable {
  /// The version of the format: 2.
  public var version = 2
  /// When the string was first made, in tenths of a second since 1970.
  public var createdDeciseconds = 0
  /// When it was last changed, in tenths of a second since 1970.
  public var lastUpdatedDeciseconds = 0
  /// The consent management platform that made it.
  public var cmpID = 0
  /// The platform's version.
  public var cmpVersion = 0
  /// The screen of the platform's dialogue on which consent was given.
  public var consentScreen = 0
  /// The dialogue's language, two letters of six bits each; see ``letters(of:)``.
  public var consentLanguage = 0
  /// The version of the Global Vendor List.
  public var vendorListVersion = 0
  /// The version of TCF's policies.
  public var policyVersion = 0
  /// Whether it speaks of one site, or group of sites, alone.
  public var isServiceSpecific = false
  /// Whether the publisher used texts of its own.
  public var usesNonStandardTexts = false
  /// The special features that were opted in to, 1 to 12.
  public var specialFeatures: TCIDSet = []
  /// The purposes consented to, 1 to 24.
  public var purposeConsents: TCIDSet = []
  /// The purposes of whose legitimate interests the person was told and to which they have not
  /// objected, 1 to 24.
  public var purposeLegitimateInterests: TCIDSet = []
  /// Whether purpose 1 was not asked about.
  public var purposeOneTreatment = false
  /// The publisher's country, two letters of six bits each.
  public var publisherCountry = 0

  /// When the string was first made.
  public var created: Timestamp { TCCore.moment(createdDeciseconds) }
  /// When it was last changed.
  public var lastUpdated: Timestamp { TCCore.moment(lastUpdatedDeciseconds) }

  private static func moment(_ deciseconds: Int) -> Timestamp {
    // 36 bits of tenths of a second reach to 2187, and a timestamp to 2261.
    Timestamp(nanoseconds: Int64(deciseconds) * 100_000_000)
  }

  /// Two letters of six bits each, A being 0; what is beyond Z stands for itself in the same order.
  public static func letters(of code: Int) -> String {
    var text = ""
    for shift in [6, 0] {
      if let letter = Unicode.Scalar(UInt32(0x41 + (code >> shift & 63))) {
        text.unicodeScalars.append(letter)
      }
    }
    return text
  }

  init() {}

  /// Reads a core segment up to the first list of vendors.
  init(_ cursor: inout SixBitCursor, _ text: Span<UInt8>) throws(TCStringError) {
    version = try cursor.integer(6, .version, text)
    guard version == 2 else {
      cursor.position = 0
      throw cursor.fault(version == 1 ? .versionOne : .unknownVersion(version))
    }
    createdDeciseconds = try cursor.integer(36, .created, text)
    lastUpdatedDeciseconds = try cursor.integer(36, .lastUpdated, text)
    cmpID = try cursor.integer(12, .cmpId, text)
    cmpVersion = try cursor.integer(12, .cmpVersion, text)
    consentScreen = try cursor.integer(6, .consentScreen, text)
    consentLanguage = try cursor.integer(12, .consentLanguage, text)
    vendorListVersion = try cursor.integer(12, .vendorListVersion, text)
    policyVersion = try cursor.integer(6, .tcfPolicyVersion, text)
    isServiceSpecific = try cursor.flag(.isServiceSpecific, text)
    usesNonStandardTexts = try cursor.flag(.useNonStandardTexts, text)
    specialFeatures = try cursor.ids(12, .specialFeatureOptIns, text)
    purposeConsents = try cursor.ids(24, .purposeConsents, text)
    purposeLegitimateInterests = try cursor.ids(24, .purposeLITransparency, text)
    purposeOneTreatment = try cursor.flag(.purposeOneTreatment, text)
    publisherCountry = try cursor.integer(12, .publisherCC, text)
  }
}

/// What a publisher's segment of a TC string says: consent to the publisher itself.
public struct TCPublisher: Hashable, Sendable {
  /// TCF's purposes consented to, 1 to 24.
  public var purposeConsents: TCIDSet = []
  /// TCF's purposes of whose legitimate interests the person was told, and to which they have not
  /// objected, 1 to 24.
  public var purposeLegitimateInterests: TCIDSet = []
  /// How many purposes of its own the publisher has, at most 63.
  public var customCount = 0
  /// The publisher's own purposes consented to.
  public var customConsents: TCIDSet = []
  /// The publisher's own purposes of whose legitimate interests the person was told, and to which they
  /// have not objected.
  public var customLegitimateInterests: TCIDSet = []

  init() {}

  /// Reads the segment after its type.
  init(_ cursor: inout SixBitCursor, _ text: Span<UInt8>) throws(TCStringError) {
    purposeConsents = try cursor.ids(24, .pubPurposesConsent, text)
    purposeLegitimateInterests = try cursor.ids(24, .pubPurposesLI, text)
    customCount = try cursor.integer(6, .numCustomPurposes, text)
    customConsents = try cursor.ids(customCount, .customConsent, text)
    customLegitimateInterests = try cursor.ids(customCount, .customLI, text)
  }
}
