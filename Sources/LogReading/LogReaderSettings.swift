/// How a log is to be read.
public struct LogReaderSettings: Equatable, Sendable {
  /// What the lines look like.
  public var format: LogFormat
  /// Where the visitor is found; the collector's events carry their own and don't need it.
  public var visitor: VisitorSource
  /// Whether every request becomes an event, rather than pages alone.
  public var keepAll: Bool
  /// For ``LogFormat/json``: which part of a record each field of an event is, as dotted paths.
  ///
  /// These go before the names that common servers use, which are known without being told.
  public var fields: [String: String]
  /// The signals of consent that are brought into events.
  public var signals: SignalSources
  /// The extensions of paths that are no pages, in lower case.
  public var assetExtensions: [String]

  /// Style sheets, scripts, maps, images, fonts and video.
  public static let standardAssetExtensions = [
    "css", "js", "mjs", "map",
    "png", "jpg", "jpeg", "gif", "svg", "svgz", "webp", "avif", "ico", "cur", "bmp", "tif", "tiff",
    "apng", "jxl", "heic",
    "woff", "woff2", "ttf", "otf", "eot",
    "mp4", "m4v", "webm", "ogv", "mov", "avi", "mkv", "mpg", "mpeg", "wmv", "flv", "m3u8", "ts",
  ]

  /// Settings for a format, with the defaults for all else.
  public init(
    format: LogFormat, visitor: VisitorSource = .hostAndAgent, keepAll: Bool = false,
    fields: [String: String] = [:], signals: SignalSources = .none,
    assetExtensions: [String] = LogReaderSettings.standardAssetExtensions
  ) {
    self.format = format
    self.visitor = visitor
    self.keepAll = keepAll
    self.fields = fields
    self.signals = signals
    self.assetExtensions = assetExtensions
  }
}
