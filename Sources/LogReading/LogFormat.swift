/// What the lines of a log look like.
public enum LogFormat: Equatable, Sendable {
  /// The Common Log Format of NCSA httpd: host, logname, user, time, request, status, size.
  case common
  /// The common format, then referrer and user agent, and perhaps the cookies.
  case combined
  /// W3C Extended Log File Format, driven by its `#Fields:` line: IIS, CloudFront.
  case w3c
  /// One JSON object a line: nginx, Caddy, Traefik, or by mapped fields.
  case json
  /// The collector's web events as JSON lines.
  case journey
  /// The server's own format string.
  case template(LogTemplate)

  /// The formats that have a name.
  public static let names = ["combined", "common", "w3c", "json", "journey"]

  /// Reads a format's name, or an Apache or nginx format string pasted as it stands in the server's
  /// configuration, with or without `LogFormat … name` or `log_format name …;` around it.
  ///
  /// - Throws: ``LogFormatError`` with the position in `text`.
  public init(_ text: String) throws(LogFormatError) {
    switch text {
    case "common": self = .common
    case "combined": self = .combined
    case "w3c": self = .w3c
    case "json": self = .json
    case "journey": self = .journey
    default: self = .template(try LogTemplate(text))
    }
  }

  /// The format's name; `template` for a format string.
  public var name: String {
    switch self {
    case .common: "common"
    case .combined: "combined"
    case .w3c: "w3c"
    case .json: "json"
    case .journey: "journey"
    case .template: "template"
    }
  }
}
