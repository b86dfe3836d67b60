public import Bytes

/// The browser's family: all that is kept of an agent at rest, since the whole text helps to
/// recognise a person.
public enum AgentFamily: String, CaseIterable, Sendable {
  /// Chromium in its maker's or another's name, where no family of its own is listed.
  case chrome = "Chrome"
  /// Mozilla's browsers.
  case firefox = "Firefox"
  /// Apple's browser and its web views.
  case safari = "Safari"
  /// Microsoft's browser since 2015.
  case edge = "Edge"
  /// Opera, by Presto or Chromium.
  case opera = "Opera"
  /// Samsung's browser for Android.
  case samsung = "Samsung"
  /// Internet Explorer.
  case explorer = "IE"
  /// A program that says or shows that it is one.
  case bot = "bot"
  /// Anything else.
  case other = "other"

  /// The family of an agent: as a browser sends it, or already reduced to its family.
  public init(agent: Span<UInt8>) {
    if let space = agent.firstIndex(of: 0x20), agent.count <= 20,
      let family = AgentFamily(name: agent.extracting(0..<space))
    {
      self = family
    } else if BotDetector.reason(agent) != nil {
      self = .bot
    } else {
      self = AgentFamily.ofBrowser(agent)
    }
  }

  /// The family that bytes name; nil where they name none.
  init?(name: Span<UInt8>) {
    for family in AgentFamily.allCases where name.isEqual(to: family.literal) {
      self = family
      return
    }
    return nil
  }

  /// Appends what is kept of an agent: its family and device, such as `Chrome mobile`.
  ///
  /// The family of a family is itself, and a bot stays a bot.
  ///
  /// - Returns: where the family now stands; none for an agent that is not known.
  @discardableResult
  public static func append(
    familyOf agent: Span<UInt8>, to text: inout [UInt8]
  ) -> ByteRange {
    guard agent.count > 0 else { return .none }
    let start = text.count
    text.append(AgentFamily(agent: agent).literal)
    text.append(0x20)
    text.append(DeviceClass(agent: agent).literal)
    return ByteRange(start, text.count)
  }

  /// The order matters: most browsers also name those that they want to be served like.
  private static func ofBrowser(_ agent: Span<UInt8>) -> AgentFamily {
    if agent.contains("Edg") && containsAny(agent, ["Edge/", "Edg/", "EdgA/", "EdgiOS/"]) {
      return .edge
    }
    if containsAny(agent, ["OPR/", "Opera", "OPiOS/", "OPT/"]) { return .opera }
    if agent.contains("SamsungBrowser/") { return .samsung }
    if containsAny(agent, ["MSIE ", "Trident/", "IEMobile"]) { return .explorer }
    if containsAny(agent, ["Firefox/", "FxiOS/", "Focus/", "Iceweasel"]) { return .firefox }
    if containsAny(agent, ["Chrome/", "CriOS/", "Chromium/", "CrMo/"]) { return .chrome }
    if agent.contains("Safari/") || agent.contains("AppleWebKit/") { return .safari }
    return .other
  }

  private var literal: StaticString {
    switch self {
    case .chrome: "Chrome"
    case .firefox: "Firefox"
    case .safari: "Safari"
    case .edge: "Edge"
    case .opera: "Opera"
    case .samsung: "Samsung"
    case .explorer: "IE"
    case .bot: "bot"
    case .other: "other"
    }
  }
}
