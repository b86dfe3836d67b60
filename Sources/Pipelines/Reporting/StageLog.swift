import Bytes
public import Logging

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How log lines are written on standard error.
public enum LogStyle: String, Sendable, CaseIterable {
  /// For people: `warning: message key=value`.
  case text
  /// For collectors: one JSON object a line.
  case json
}

/// Writes log lines on standard error, since standard output is for data alone.
public struct StandardErrorLog: LogHandler {
  /// The least serious level that is written.
  public var logLevel: Logger.Level = .info
  /// What every line says besides its message.
  public var metadata: Logger.Metadata = [:]
  private let style: LogStyle
  private let label: String

  /// A log of the command `label`.
  public init(label: String, style: LogStyle) {
    self.label = label
    self.style = style
  }

  /// The value of one key of the metadata.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes one line.
  public func log(event: LogEvent) {
    let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    var line: [UInt8] = []
    switch style {
    case .text:
      line.append(contentsOf: "\(label): \(event.level.rawValue): \(event.message)".utf8)
      for (key, value) in fields { line.append(contentsOf: " \(key)=\(value)".utf8) }
    case .json:
      line.append("{\"level\":")
      line.append(json: event.level.rawValue)
      line.append(",\"command\":")
      line.append(json: label)
      line.append(",\"message\":")
      line.append(json: event.message.description)
      for (key, value) in fields {
        line.append(0x2C)
        line.append(json: key)
        line.append(0x3A)
        line.append(json: value.description)
      }
      line.append(0x7D)
    }
    line.append(0x0A)
    _ = unsafe line.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// A logger of the command `label` on standard error.
  public static func logger(_ label: String, style: LogStyle) -> Logger {
    Logger(label: label) { StandardErrorLog(label: $0, style: style) }
  }
}
