import Bytes

/// A decoded TC string of IAB Europe's Transparency and Consent Framework, version 2 (2.0 to 2.3).
///
/// The format: IAB Tech Lab, "Consent string and vendor list formats v2". Decoding says what stands
/// there; whether a string may be relied on is ``TCAssessment``'s, and what it permits a vendor
/// ``TCPermissions``'. ``TCGlance`` reads what a decision needs and allocates nothing.
public struct TCString: Hashable, Sendable {
  /// The most characters that are read: enough for every list of a string that names all vendors bit
  /// by bit, twenty times what a cookie holds.
  public static let maximumByteCount = 1 << 16

  /// A publisher's restriction of one purpose for some vendors.
  public struct Restriction: Hashable, Sendable {
    /// The purpose, 1 to 63; 0 names none.
    public var purpose: Int
    /// 0: not allowed; 1: only by consent; 2: only by legitimate interests; 3: not defined.
    public var type: Int
    /// The vendors.
    public var vendors: VendorSet
  }

  /// What stands at fixed places in the core segment.
  public var core: TCCore
  /// The vendors consented to.
  public var vendorConsents: VendorSet
  /// The vendors of whose legitimate interests the person was told, and to whom they have not objected.
  public var vendorLegitimateInterests: VendorSet
  /// The publisher's restrictions, in their order.
  public var restrictions: [Restriction]
  /// The vendors that were shown to the person; nil where no segment says so.
  public var disclosedVendors: VendorSet?
  /// The vendors that a publisher allowed; a segment that TCF has given up.
  public var allowedVendors: VendorSet?
  /// Consent to the publisher itself; nil where no segment says so.
  public var publisher: TCPublisher?
  /// The types of the segments that are there, in the order of their numbers: 0 is the core.
  public var segments: [Int]

  /// Decodes a TC string.
  ///
  /// What lies behind a segment's last field is padding, whatever it says. O(length + vendors).
  ///
  /// - Throws: ``TCStringError`` with segment and bit.
  public init(_ text: Span<UInt8>) throws(TCStringError) {
    let parts = try TCSegments(text)
    guard var cursor = parts[.core] else { throw TCStringError(.empty) }
    core = try TCCore(&cursor, text)
    vendorConsents = try cursor.vendors(.vendorConsents, text)
    vendorLegitimateInterests = try cursor.vendors(.vendorLI, text)
    restrictions = try cursor.restrictions(text)
    if var cursor = parts[.disclosedVendors] {
      disclosedVendors = try cursor.vendors(.disclosedVendors, text)
    }
    if var cursor = parts[.allowedVendors] {
      allowedVendors = try cursor.vendors(.allowedVendors, text)
    }
    if var cursor = parts[.publisher] { publisher = try TCPublisher(&cursor, text) }
    segments = parts.types
  }
}

extension SixBitCursor {
  /// Reads a list of vendors: a bit for each, or ranges.
  fileprivate mutating func vendors(
    _ field: TCField, _ text: Span<UInt8>
  ) throws(TCStringError) -> VendorSet {
    let maximum = try integer(16, field, text)
    if try flag(field, text) { return try ranges(maximum: maximum, field, text) }
    var vendors = VendorSet()
    for vendor in 0..<maximum where try flag(field, text) {
      let number = UInt16(vendor + 1)
      vendors.append(number...number)
    }
    return vendors
  }

  private mutating func ranges(
    maximum: Int, _ field: TCField, _ text: Span<UInt8>
  ) throws(TCStringError) -> VendorSet {
    var ranges: [ClosedRange<UInt16>] = []
    for _ in 0..<(try integer(12, field, text)) {
      ranges.append(try vendorRange(maximum: maximum, field, text))
    }
    return VendorSet(ranges)
  }

  fileprivate mutating func restrictions(
    _ text: Span<UInt8>
  ) throws(TCStringError) -> [TCString.Restriction] {
    var restrictions: [TCString.Restriction] = []
    for _ in 0..<(try integer(12, .publisherRestrictions, text)) {
      let purpose = try integer(6, .publisherRestrictions, text)
      let type = try integer(2, .publisherRestrictions, text)
      let vendors = try ranges(maximum: Int(UInt16.max), .publisherRestrictions, text)
      restrictions.append(TCString.Restriction(purpose: purpose, type: type, vendors: vendors))
    }
    return restrictions
  }

  /// Reads one entry of a list of ranges: a vendor, or the first and the last of a range.
  mutating func vendorRange(
    maximum: Int, _ field: TCField, _ text: Span<UInt8>
  ) throws(TCStringError) -> ClosedRange<UInt16> {
    let begin = self
    let isRange = try flag(field, text)
    let first = try integer(16, field, text)
    let last = isRange ? try integer(16, field, text) : first
    guard first > 0 else { throw begin.fault(.vendorZero(field)) }
    guard first <= last else { throw begin.fault(.reversedRange(field)) }
    guard last <= maximum else { throw begin.fault(.rangeBeyondMaximum(field)) }
    return UInt16(first)...UInt16(last)
  }
}
