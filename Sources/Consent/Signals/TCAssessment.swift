public import Bytes

/// Whether a decoded TC string may be relied on at a moment, by TCF's policies.
///
/// Decoding does not ask this: a string that is well formed may be too old, made under policies that no
/// longer count, or lack what they demand. Sources: TCF's technical specification (2.2, 2.3) and its
/// policies.
public struct TCAssessment: Hashable, Sendable {
  /// What makes a string one that may not be relied on, in the order in which flaws are named.
  public struct Flaws: OptionSet, Hashable, Sendable {
    /// The flaws' bits.
    public let rawValue: UInt8

    /// Flaws by their bits.
    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// Made under policies before version 4, which count for strings of up to 2023-09-30 alone, and
    /// before version 3 not at all since.
    public static let policyVersionTooLow = Flaws(rawValue: 1)
    /// A string for all sites; those have been given up.
    public static let notServiceSpecific = Flaws(rawValue: 2)
    /// Lacks the list of vendors that were shown, which policies from version 5 on, and all strings
    /// made since 2026-02-28, must have.
    public static let disclosedVendorsMissing = Flaws(rawValue: 4)
    /// Last changed thirteen months ago or more: consent has to be asked for again.
    public static let tooOld = Flaws(rawValue: 8)
    /// Made later than the moment in question, by more than the tolerance of a day.
    public static let madeAhead = Flaws(rawValue: 16)
    /// Last changed before it was made.
    public static let changedBeforeMade = Flaws(rawValue: 32)

    static let named: [(flaw: Flaws, name: String)] = [
      (.policyVersionTooLow, "policyVersionTooLow"), (.notServiceSpecific, "notServiceSpecific"),
      (.disclosedVendorsMissing, "disclosedVendorsMissing"), (.tooOld, "tooOld"),
      (.madeAhead, "madeAhead"), (.changedBeforeMade, "changedBeforeMade"),
    ]

    /// The flaws' names, in order.
    public var names: [String] { Flaws.named.filter { contains($0.flaw) }.map(\.name) }
  }

  /// What is out of order and does not stop a string from being relied on.
  public struct Notes: OptionSet, Hashable, Sendable {
    /// The notes' bits.
    public let rawValue: UInt8

    /// Notes by their bits.
    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// Legitimate interests are set for purposes that can't rest on them; they are taken as not set.
    public static let interestsForbidden = Notes(rawValue: 1)
    /// Made since 2022, when both times are to be the same midnight in UTC, and they are not.
    public static let notMidnight = Notes(rawValue: 2)

    /// The notes' names, in order.
    public var names: [String] {
      (contains(.interestsForbidden) ? ["liPurposeForbidden"] : [])
        + (contains(.notMidnight) ? ["notMidnight"] : [])
    }
  }

  /// What makes the string one that may not be relied on.
  public var flaws: Flaws = []
  /// What else is out of order.
  public var notes: Notes = []
  /// The purposes that are set as resting on legitimate interests and can't.
  public var forbiddenInterests: TCIDSet = []

  /// Whether the string may be relied on.
  public var isValid: Bool { flaws.isEmpty }

  /// Assesses a string at a moment; allocates nothing.
  ///
  /// - Parameters:
  ///   - core: the string's core.
  ///   - hasDisclosedVendors: whether the string lists the vendors that were shown.
  ///   - moment: when it is to be relied on, such as the time of the record that carried it.
  public init(of core: TCCore, hasDisclosedVendors: Bool, at moment: Timestamp) {
    let made = core.created
    let changed = core.lastUpdated
    if TCAssessment.isPolicyTooLow(core.policyVersion, made: made, at: moment) {
      flaws.insert(.policyVersionTooLow)
    }
    if !core.isServiceSpecific { flaws.insert(.notServiceSpecific) }
    let mustDisclose = core.policyVersion >= 5 || made >= TCAssessment.disclosureDemanded
    if mustDisclose, !hasDisclosedVendors { flaws.insert(.disclosedVendorsMissing) }
    if moment >= TCAssessment.thirteenMonths(after: changed) { flaws.insert(.tooOld) }
    if Swift.max(made, changed) > moment.advanced(byNanoseconds: TCAssessment.day) {
      flaws.insert(.madeAhead)
    }
    if changed < made { flaws.insert(.changedBeforeMade) }
    forbiddenInterests = core.purposeLegitimateInterests.intersection(
      TCAssessment.purposesWithoutInterests(policyVersion: core.policyVersion))
    if !forbiddenInterests.isEmpty { notes.insert(.interestsForbidden) }
    let isMidnight = made == changed && made.nanoseconds % TCAssessment.day == 0
    if made >= TCAssessment.midnightDemanded, !isMidnight { notes.insert(.notMidnight) }
  }

  private static let day: Int64 = 86_400_000_000_000
  /// 2023-10-01.
  private static let versionFourDemanded = Timestamp(nanoseconds: 1_696_118_400_000_000_000)
  /// 2026-02-28.
  private static let disclosureDemanded = Timestamp(nanoseconds: 1_772_236_800_000_000_000)
  /// 2022-01-01.
  private static let midnightDemanded = Timestamp(nanoseconds: 1_640_995_200_000_000_000)

  private static func isPolicyTooLow(
    _ version: Int, made: Timestamp, at moment: Timestamp
  ) -> Bool {
    switch version {
    case 4...: false
    case 3: made >= versionFourDemanded
    case 2: moment >= versionFourDemanded || made >= versionFourDemanded
    default: true
    }
  }

  /// The purposes that can't rest on legitimate interests: 1, and from version 4 on 3 to 6.
  static func purposesWithoutInterests(policyVersion: Int) -> TCIDSet {
    // Purpose 1 is the highest bit.
    TCIDSet(rawValue: policyVersion >= 4 ? 0b1011_1100 << 56 : 0b1000_0000 << 56)
  }

  /// The same time of day thirteen months of the calendar later, or on the month's last day.
  static func thirteenMonths(after moment: Timestamp) -> Timestamp {
    let date = CivilDate(dayNumber: moment.dayNumber)
    let month = date.month % 12 + 1
    let year = date.year + (date.month == 12 ? 2 : 1)
    let last = CivilDate.days(inMonth: month, of: year)
    guard let end = CivilDate(year: year, month: month, day: Swift.min(date.day, last)) else {
      return .distantFuture
    }
    return moment.advanced(byNanoseconds: Int64(end.dayNumber - date.dayNumber) * day)
  }
}

extension TCString {
  /// Whether the string may be relied on at a moment.
  public func assessment(at moment: Timestamp) -> TCAssessment {
    TCAssessment(of: core, hasDisclosedVendors: disclosedVendors != nil, at: moment)
  }
}

extension TCGlance {
  /// Whether the string may be relied on at a moment.
  public func assessment(at moment: Timestamp) -> TCAssessment {
    TCAssessment(of: core, hasDisclosedVendors: hasDisclosedVendors, at: moment)
  }
}
