public import Bytes
import Crypto

/// A source whose TC strings the controller takes for statements: the one case in which a signal grants.
///
/// Signals are no grants. A controller that can show how its consent platform asks may name a source, such
/// as one of its logs, and then a string found there is evidence of what the person said: it becomes
/// statements for the ledger, and these are judged like all others (a grant by the method `tcf` counts only
/// where the policy lists the method). The record is then judged by the ledger, and by its own string too.
public struct TCSource: Hashable, Sendable {
  /// The method of its statements.
  public static let method = "tcf"

  /// The organisation to which the statements are said.
  public var controller: String
  /// The purposes that the source may grant.
  public var purposes: [String]
  /// The version of the notice that the consent platform shows.
  public var notice: String
  /// What each purpose stands for in a string.
  public var mapping: SignalPolicy.TC

  /// A source.
  public init(
    controller: String, purposes: [String], notice: String, mapping: SignalPolicy.TC
  ) {
    self.controller = controller
    self.purposes = purposes
    self.notice = notice
    self.mapping = mapping
  }

  /// What a string says for each of the source's purposes: a grant, or a refusal.
  ///
  /// A string tells the day on which it was made and not the moment, so the statements are of the moment
  /// at which it was seen: they never reach back. A refusal before a grant ends nothing, and after one
  /// takes it back. A string that may not be relied on at that moment says nothing, and nor does one for
  /// a purpose that is not mapped.
  ///
  /// - Parameters:
  ///   - text: the string.
  ///   - subject: the id of the person in whose record it stood.
  ///   - moment: the first moment that the record's time may mean.
  /// - Throws: ``TCStringError`` where the string can't be decoded.
  public func statements(
    of text: Span<UInt8>, subject: [UInt8], at moment: Timestamp
  ) throws(TCStringError) -> [Statement] {
    let glance = try TCGlance(text, vendor: mapping.vendor ?? 0)
    guard glance.assessment(at: moment).isValid else { return [] }
    let permitted = TCPermitted(glance)
    return purposes.compactMap { purpose in
      let rule = SignalRules.TCRule(purpose, mapping, isLegitimate: false)
      guard !rule.isEmpty else { return nil }
      var statement = Statement(
        rule.isPermitted(permitted) ? .grant : .refuse, subject: subject, purpose: purpose,
        at: moment, controller: controller)
      statement.notice = notice
      statement.method = TCSource.method
      statement.evidence = evidence(text, glance.core, purpose)
      return statement
    }
  }

  /// What shows how consent was given, as one JSON object: the platform, the lists' versions, what was
  /// asked for, and a digest by which the string itself can be told.
  private func evidence(_ text: Span<UInt8>, _ core: TCCore, _ purpose: String) -> [UInt8] {
    var json: [UInt8] = []
    json.append("{\"tcf\":{\"string\":\"sha256:")
    for byte in SHA256.hash(data: Array(bytes: text)) {
      json.append(hexDigit(byte >> 4))
      json.append(hexDigit(byte & 15))
    }
    json.append("\",\"cmpId\":", core.cmpID)
    json.append(",\"cmpVersion\":", core.cmpVersion)
    json.append(",\"consentScreen\":", core.consentScreen)
    json.append(",\"consentLanguage\":")
    json.append(json: TCCore.letters(of: core.consentLanguage))
    json.append(",\"vendorListVersion\":", core.vendorListVersion)
    json.append(",\"tcfPolicyVersion\":", core.policyVersion)
    json.append(",\"created\":\"")
    json.append(contentsOf: core.created.description.utf8)
    json.append("\",\"lastUpdated\":\"")
    json.append(contentsOf: core.lastUpdated.description.utf8)
    json.append("\"")
    if let vendor = mapping.vendor { json.append(",\"vendor\":", Int(vendor)) }
    for (key, ids) in [
      (",\"purposes\":", mapping.purposes), (",\"publisher\":", mapping.publisher),
      (",\"custom\":", mapping.custom),
    ] as [(StaticString, [String: [Int]])] {
      if let ids = ids[purpose] { json.append(key, ids.sorted()) }
    }
    json.append("}}")
    return json
  }
}
