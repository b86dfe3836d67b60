import Bytes

/// What kind of device an agent runs on, as far as its own words say.
public enum DeviceClass: String, CaseIterable, Sendable {
  /// A computer with a keyboard.
  case desktop
  /// A telephone.
  case mobile
  /// A tablet or an e-reader.
  case tablet
  /// Anything else: televisions, consoles, programs, unknown.
  case other

  /// The class of an agent: as a browser sends it, or already reduced to its family.
  public init(agent: Span<UInt8>) {
    if let reduced = DeviceClass.ofFamily(agent) {
      self = reduced
    } else if containsAny(agent, DeviceClass.otherWords) {
      self = .other
    } else if containsAny(agent, DeviceClass.tabletWords) {
      self = .tablet
    } else if agent.contains("Android") {
      self = agent.contains("Mobi") || agent.contains("Opera Mini") ? .mobile : .tablet
    } else if containsAny(agent, DeviceClass.mobileWords) {
      self = .mobile
    } else if containsAny(agent, DeviceClass.desktopWords) {
      self = .desktop
    } else {
      self = .other
    }
  }

  /// The class's name as a literal, for comparisons without allocation.
  public var literal: StaticString {
    switch self {
    case .desktop: "desktop"
    case .mobile: "mobile"
    case .tablet: "tablet"
    case .other: "other"
    }
  }

  /// The class that a family such as `Chrome mobile` names; nil for an agent that is no family.
  private static func ofFamily(_ agent: Span<UInt8>) -> DeviceClass? {
    guard agent.count <= 20, let space = agent.firstIndex(of: 0x20),
      AgentFamily(name: agent.extracting(0..<space)) != nil
    else { return nil }
    let rest = agent.extracting((space + 1)..<agent.count)
    for device in DeviceClass.allCases where rest.isEqual(to: device.literal) { return device }
    return nil
  }

  private static let otherWords: [StaticString] = [
    "SmartTV", "SMART-TV", "Smart TV", "SmartHub", "HbbTV", "AppleTV", "Apple TV", "GoogleTV",
    "Android TV", "BRAVIA", "AFTT", "AFTM", "AFTS", "CrKey", "Roku", "Web0S", "NetCast", "Tizen TV",
    "PlayStation", "PLAYSTATION", "Xbox", "Nintendo", "Watch OS", "SM-R8",
  ]
  private static let tabletWords: [StaticString] = [
    "iPad", "Tablet", "tablet", "Kindle", "KFTT", "KFOT", "KFJW", "KFTH", "KFAP", "KFFO", "Silk/",
    "PlayBook", "Nexus 7", "Nexus 9", "Nexus 10", "SM-T", "GT-P", "GT-N80", "TouchPad", "Xoom",
    "Kobo",
  ]
  private static let mobileWords: [StaticString] = [
    "iPhone", "iPod", "Mobi", "mobile", "Windows Phone", "Windows CE", "IEMobile", "BlackBerry",
    "BB10", "Opera Mini", "Symbian", "SymbOS", "Series60", "S60", "MIDP", "J2ME", "webOS/",
    "KaiOS", "Nokia", "SonyEricsson", "UCWEB", "Bada", "SAMSUNG-", "PalmOS",
  ]
  private static let desktopWords: [StaticString] = [
    "Windows", "Macintosh", "Mac OS X", "Mac_PowerPC", "X11", "Linux", "CrOS", "FreeBSD",
    "OpenBSD", "NetBSD", "SunOS", "Win64", "Win98", "WinNT", "Ubuntu", "Fedora", "Haiku",
  ]
}

/// Whether any of the literals stands in the bytes.
func containsAny(_ bytes: Span<UInt8>, _ words: [StaticString]) -> Bool {
  for word in words where bytes.contains(word) { return true }
  return false
}
