import Bytes

extension TemplateBuilder {
  /// Reads the directives of Apache's mod_log_config.
  init(apache source: FormatSource) throws(LogFormatError) {
    var index = 0
    while index < source.bytes.count {
      guard source.bytes[index] == 0x25 else {
        append(literal: source.bytes[index])
        index += 1
        continue
      }
      index = try appendDirective(source, at: index)
    }
  }

  /// Reads one directive with its conditions (`%!200,304`), `<` or `>`, and argument in braces.
  private mutating func appendDirective(
    _ source: FormatSource, at start: Int
  ) throws(LogFormatError) -> Int {
    let bytes = source.bytes.span
    var index = start + 1
    var argument: Range<Int>?
    while index < bytes.count {
      switch bytes[index] {
      case 0x21, 0x2C, 0x3C, 0x3E, 0x30...0x39: index += 1
      case 0x7B:
        guard let end = bytes.firstIndex(of: 0x7D, from: index) else {
          throw .unended(position: source.positions[index])
        }
        argument = (index + 1)..<end
        index = end + 1
      case 0x5E:  // %^FB, %{NAME}^ti
        append(.ignored, name: "", at: source.positions[start])
        return Swift.min(index + 3, bytes.count)
      default:
        try append(bytes[index], argument, source, at: start)
        return index + 1
      }
    }
    throw .noDirective(position: source.positions[start])
  }

  private mutating func append(
    _ letter: UInt8, _ argument: Range<Int>?, _ source: FormatSource, at start: Int
  ) throws(LogFormatError) {
    let position = source.positions[start]
    let name = argument.map { String(source.bytes.span.extracting($0)) } ?? ""
    switch letter {
    case 0x25: append(literal: 0x25)
    case 0x74:  // t
      try appendApacheTime(argument ?? 0..<0, source, at: start)
    case 0x69:  // i
      append(TemplateBuilder.field(ofHeader: name), name: name, at: position)
    case 0x43:  // C
      append(.ignored, name: name, isCookie: true, at: position)
    case 0x41...0x5A, 0x61...0x7A:
      append(TemplateBuilder.field(ofApache: letter), name: name, at: position)
    default: throw .noDirective(position: position)
    }
  }

  private static func field(ofApache letter: UInt8) -> LogField {
    switch letter {
    case 0x68, 0x61: .host  // h a
    case 0x6C: .logname  // l
    case 0x75: .user  // u
    case 0x72: .request  // r
    case 0x6D: .method  // m
    case 0x55: .path  // U
    case 0x71: .query  // q
    case 0x73: .status  // s
    case 0x62, 0x42, 0x4F: .bytes  // b B O
    case 0x76, 0x56: .vhost  // v V
    default: .ignored
    }
  }

  /// What a request header tells of an event.
  static func field(ofHeader name: String) -> LogField {
    switch name.lowercased() {
    case "referer", "referrer": .referrer
    case "user-agent": .agent
    case "cookie": .cookie
    case "sec-gpc": .gpc
    case "dnt": .dnt
    case "host": .vhost
    default: .ignored
    }
  }
}
