/// Which signals of consent are brought from a log into its events, besides `Sec-GPC`.
///
/// An event has them in its `consent` object as they stood in the log: `tc`, `dnt`, `gcs`, `gcd`, and
/// `cookie:NAME` for a cookie.
public struct SignalSources: Equatable, Sendable {
  /// The cookie that holds a TC string; nil where none is brought.
  public var tcCookie: String?
  /// Whether Google's consent mode is brought from the parameters `gcs` and `gcd` of a request's query.
  public var consentMode: Bool
  /// Whether the header `DNT` is brought.
  public var dnt: Bool
  /// Other cookies that are brought, at most ``maximumCookies``.
  public var cookies: [String]

  /// The most cookies besides that of the TC string.
  public static let maximumCookies = 8

  /// No signals.
  public static let none = SignalSources()

  /// The signals that have a standard name: the TC string in `euconsent-v2`, consent mode and DNT.
  public static let standard = SignalSources(
    tcCookie: "euconsent-v2", consentMode: true, dnt: true)

  /// The signals that are named.
  public init(
    tcCookie: String? = nil, consentMode: Bool = false, dnt: Bool = false, cookies: [String] = []
  ) {
    self.tcCookie = tcCookie
    self.consentMode = consentMode
    self.dnt = dnt
    self.cookies = cookies
  }
}

/// Text that names no sources of signals.
public struct SignalSourcesError: Error, Equatable, CustomStringConvertible {
  /// What is wrong, and what is expected.
  public var description: String
}

extension SignalSources {
  /// Reads `none`, or parts with commas: `tc`, `tc=COOKIE`, `consent-mode`, `dnt`, `cookie:NAME`.
  ///
  /// - Throws: ``SignalSourcesError``.
  public init(_ text: String) throws(SignalSourcesError) {
    self.init()
    guard text != "none" else { return }
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      switch part {
      case "tc": tcCookie = SignalSources.standard.tcCookie
      case "consent-mode": consentMode = true
      case "dnt": dnt = true
      default:
        if part.hasPrefix("tc="), part.utf8.count > 3 {
          tcCookie = String(part.dropFirst(3))
        } else if part.hasPrefix("cookie:"), part.utf8.count > 7 {
          cookies.append(String(part.dropFirst(7)))
        } else {
          throw SignalSourcesError(
            description:
              "signals are named as none, or tc, tc=COOKIE, consent-mode, dnt, cookie:NAME with commas; not `\(part)`"
          )
        }
      }
    }
    guard cookies.count <= SignalSources.maximumCookies else {
      throw SignalSourcesError(
        description: "at most \(SignalSources.maximumCookies) cookies can be named as signals")
    }
  }
}
