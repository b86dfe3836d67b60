/// Where a record's visitor is found.
public enum VisitorSource: Equatable, Sendable {
  /// A cookie of this exact name, in the `Cookie` header or logged by itself.
  case cookie(String)
  /// A part of the record: a field of ours, a header, a variable, a column or a JSON path.
  case field(String)
  /// The client's address, U+001F and the user agent, where a log has no id.
  ///
  /// An agent that is not there is the part `-` like any other; without an address there is no
  /// visitor.
  case hostAndAgent

  /// Text that names no source of visitors.
  public struct UnknownSource: Error, Equatable, CustomStringConvertible {
    /// What is expected.
    public var description: String {
      "the visitor is named as cookie:NAME, field:NAME or host+agent"
    }
  }

  /// Reads `cookie:NAME`, `field:NAME` or `host+agent`.
  ///
  /// - Throws: ``UnknownSource``.
  public init(_ text: String) throws(UnknownSource) {
    if text == "host+agent" {
      self = .hostAndAgent
    } else if text.hasPrefix("cookie:"), text.utf8.count > 7 {
      self = .cookie(String(text.dropFirst(7)))
    } else if text.hasPrefix("field:"), text.utf8.count > 6 {
      self = .field(String(text.dropFirst(6)))
    } else {
      throw UnknownSource()
    }
  }
}
