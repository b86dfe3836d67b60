import Bytes

extension TemplateBuilder {
  /// Reads the variables of nginx: `$name` or `${name}`.
  init(nginx source: FormatSource) throws(LogFormatError) {
    let bytes = source.bytes.span
    var index = 0
    while index < bytes.count {
      guard bytes[index] == 0x24 else {
        append(literal: bytes[index])
        index += 1
        continue
      }
      let isBraced = index + 1 < bytes.count && bytes[index + 1] == 0x7B
      let start = index + (isBraced ? 2 : 1)
      var end = start
      while end < bytes.count, VariableName.contains(bytes[end]) { end += 1 }
      guard end > start else { throw .noDirective(position: source.positions[index]) }
      guard !isBraced || (end < bytes.count && bytes[end] == 0x7D) else {
        throw .unended(position: source.positions[index])
      }
      append(nginx: String(bytes.extracting(start..<end)), at: source.positions[index])
      index = isBraced ? end + 1 : end
    }
  }

  private mutating func append(nginx name: String, at position: Int) {
    switch name {
    case "time_local": append(time: .commonLog, name: name, at: position)
    case "time_iso8601": append(time: .rfc3339, name: name, at: position)
    case "msec": append(time: .epoch(scaleDigits: 0), name: name, at: position)
    default:
      if name.hasPrefix("cookie_") {
        append(.ignored, name: String(name.dropFirst(7)), isCookie: true, at: position)
      } else if name.hasPrefix("http_") {
        let header = String(name.dropFirst(5)).replacing(0x5F, with: 0x2D)
        append(TemplateBuilder.field(ofHeader: header), name: name, at: position)
      } else {
        append(TemplateBuilder.field(ofNginx: name), name: name, at: position)
      }
    }
  }

  private static func field(ofNginx name: String) -> LogField {
    switch name {
    case "remote_addr": .host
    case "remote_user": .user
    case "request": .request
    case "request_method": .method
    case "request_uri": .target
    case "uri", "document_uri": .path
    case "is_args": .queryMark
    case "args", "query_string": .query
    case "status": .status
    case "body_bytes_sent", "bytes_sent": .bytes
    case "host", "server_name": .vhost
    default: .ignored
    }
  }
}

/// The bytes of a variable's name.
private enum VariableName {
  static func contains(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
    default: false
    }
  }
}

extension String {
  fileprivate func replacing(_ byte: UInt8, with other: UInt8) -> String {
    String(decoding: utf8.map { $0 == byte ? other : $0 }, as: UTF8.self)
  }
}
