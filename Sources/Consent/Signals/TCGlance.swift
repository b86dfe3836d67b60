import Bytes

/// What a decision needs of a TC string, read without allocating.
///
/// Accepts and refuses the strings that ``TCString`` does, and says the same of one vendor: a bit field
/// is looked at in one place and passed over, so the cost does not grow with the vendors.
public struct TCGlance: Hashable, Sendable {
  /// What stands at fixed places in the core segment.
  public var core: TCCore
  /// What the string says of the vendor.
  public var vendor: TCVendorFacts
  /// Whether a segment says which vendors were shown to the person.
  public var hasDisclosedVendors: Bool
  /// Consent to the publisher itself; empty where no segment says so.
  public var publisher: TCPublisher
  /// Whether there is such a segment.
  public var hasPublisher: Bool

  /// Reads a TC string.
  ///
  /// - Parameters:
  ///   - text: the string.
  ///   - number: the vendor that is asked about; 0 where none is.
  /// - Throws: ``TCStringError`` with segment and bit.
  public init(_ text: Span<UInt8>, vendor number: UInt16) throws(TCStringError) {
    let parts = try TCSegments(text)
    guard var cursor = parts[.core] else { throw TCStringError(.empty) }
    core = try TCCore(&cursor, text)
    vendor = TCVendorFacts()
    vendor.hasConsent = try cursor.hasVendor(number, .vendorConsents, text)
    vendor.hasLegitimateInterests = try cursor.hasVendor(number, .vendorLI, text)
    try cursor.readRestrictions(of: number, into: &vendor, text)
    hasDisclosedVendors = false
    if var cursor = parts[.disclosedVendors] {
      hasDisclosedVendors = true
      vendor.isDisclosed = try cursor.hasVendor(number, .disclosedVendors, text)
    }
    if var cursor = parts[.allowedVendors] {
      _ = try cursor.hasVendor(number, .allowedVendors, text)
    }
    publisher = TCPublisher()
    hasPublisher = false
    if var cursor = parts[.publisher] {
      publisher = try TCPublisher(&cursor, text)
      hasPublisher = true
    }
  }
}

extension SixBitCursor {
  /// Passes over a list of vendors, and says whether it has one of them.
  fileprivate mutating func hasVendor(
    _ vendor: UInt16, _ field: TCField, _ text: Span<UInt8>
  ) throws(TCStringError) -> Bool {
    let maximum = try integer(16, field, text)
    if try flag(field, text) { return try hasRange(vendor, maximum: maximum, field, text) }
    guard vendor > 0, Int(vendor) <= maximum else {
      try skip(maximum, field)
      return false
    }
    try skip(Int(vendor) - 1, field)
    let isIn = try flag(field, text)
    try skip(maximum - Int(vendor), field)
    return isIn
  }

  private mutating func hasRange(
    _ vendor: UInt16, maximum: Int, _ field: TCField, _ text: Span<UInt8>
  ) throws(TCStringError) -> Bool {
    var isIn = false
    for _ in 0..<(try integer(12, field, text)) {
      let range = try vendorRange(maximum: maximum, field, text)
      isIn = isIn || range.contains(vendor)
    }
    return isIn
  }

  fileprivate mutating func readRestrictions(
    of vendor: UInt16, into facts: inout TCVendorFacts, _ text: Span<UInt8>
  ) throws(TCStringError) {
    for _ in 0..<(try integer(12, .publisherRestrictions, text)) {
      let purpose = try integer(6, .publisherRestrictions, text)
      let type = try integer(2, .publisherRestrictions, text)
      if try hasRange(vendor, maximum: Int(UInt16.max), .publisherRestrictions, text) {
        facts.restrict(purpose, type: type)
      }
    }
  }
}
