/// Why text is no TC string, and where it shows.
///
/// Names the place by segment and bit, never by content.
public struct TCStringError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// There is no text.
    case empty
    /// There are more than ``TCString/maximumByteCount`` bytes.
    case tooLong
    /// A character is none of base64url's (RFC 4648, section 5).
    case notBase64URL
    /// A string of TCF 1, which has not been valid since 2020-09-30.
    case versionOne
    /// A version other than 2.
    case unknownVersion(Int)
    /// The segment ends inside this field.
    case truncated(TCField)
    /// Two dots with nothing between them, or a dot at an end.
    case emptySegment
    /// A segment of a type that TCF does not have.
    case unknownSegment(Int)
    /// A second segment of a type.
    case repeatedSegment(Int)
    /// A list names vendor 0; vendors are numbered from 1.
    case vendorZero(TCField)
    /// A range of vendors ends before it starts.
    case reversedRange(TCField)
    /// A range of vendors ends beyond the list's highest vendor.
    case rangeBeyondMaximum(TCField)
  }

  /// What is wrong.
  public var problem: Problem
  /// The segment, from 0.
  public var segment: Int
  /// The bit of the segment, from 0: six for each character.
  public var bit: Int

  /// A problem at a place.
  public init(_ problem: Problem, segment: Int = 0, bit: Int = 0) {
    self.problem = problem
    self.segment = segment
    self.bit = bit
  }

  /// One line that says where and what.
  public var description: String {
    "segment \(segment), bit \(bit): \(problem.text)"
  }
}

extension TCStringError.Problem {
  fileprivate var text: String {
    switch self {
    case .empty: "a TC string was expected, and there is nothing"
    case .tooLong:
      "longer than \(TCString.maximumByteCount) characters, the most a TC string may have"
    case .notBase64URL: "a character that is none of A–Z, a–z, 0–9, - and _"
    case .versionOne: "version 1, which has not been valid since 2020-09-30; version 2 was expected"
    case .unknownVersion(let version): "version \(version); version 2 was expected"
    case .truncated(let field): "the segment ends inside \(field.rawValue)"
    case .emptySegment: "a segment without a character"
    case .unknownSegment(let type): "segment type \(type); 1, 2 or 3 was expected"
    case .repeatedSegment(let type): "a second segment of type \(type)"
    case .vendorZero(let field): "\(field.rawValue) names vendor 0; vendors are numbered from 1"
    case .reversedRange(let field): "a range of \(field.rawValue) ends before it starts"
    case .rangeBeyondMaximum(let field):
      "a range of \(field.rawValue) ends beyond the highest vendor that the list declares"
    }
  }
}

/// The fields of a TC string, by the names under which ``TCString`` is printed.
public enum TCField: String, Hashable, Sendable, CaseIterable {
  case version, created, lastUpdated, cmpId, cmpVersion, consentScreen, consentLanguage
  case vendorListVersion, tcfPolicyVersion, isServiceSpecific, useNonStandardTexts
  case specialFeatureOptIns, purposeConsents, purposeLITransparency, purposeOneTreatment
  case publisherCC, vendorConsents, vendorLI, publisherRestrictions
  case segmentType, disclosedVendors, allowedVendors
  case pubPurposesConsent, pubPurposesLI, numCustomPurposes, customConsent, customLI
}
