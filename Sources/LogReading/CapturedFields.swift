package import Bytes

/// What a part of a record is, whatever the format calls it.
package enum LogField: UInt8, CaseIterable, Sendable {
  case ignored
  case host, logname, user, vhost, time
  case request, method, target, path, query, queryMark
  case status, bytes, referrer, agent, cookie, gpc
  case visitor, event, id, title, search, customer
  case date, clock
  case year, shortYear, month, monthName, day, hour, minute, second, fraction, zone
  case tc, dnt, gcs, gcd
  /// Cookies that are signals, each logged by itself, in the order of ``SignalSources/cookies``.
  case cookie0, cookie1, cookie2, cookie3, cookie4, cookie5, cookie6, cookie7

  /// The field of an event or record by the name that people give it; nil for others.
  package init?(name: String) {
    switch name {
    case "host", "ip", "address": self = .host
    case "logname": self = .logname
    case "user": self = .user
    case "vhost": self = .vhost
    case "time": self = .time
    case "request": self = .request
    case "method": self = .method
    case "url": self = .target
    case "path": self = .path
    case "query": self = .query
    case "status": self = .status
    case "bytes": self = .bytes
    case "referrer", "referer": self = .referrer
    case "agent": self = .agent
    case "cookie": self = .cookie
    case "gpc": self = .gpc
    case "tc": self = .tc
    case "dnt": self = .dnt
    case "gcs": self = .gcs
    case "gcd": self = .gcd
    case "visitor": self = .visitor
    case "event": self = .event
    case "id": self = .id
    case "title": self = .title
    case "search": self = .search
    case "customer": self = .customer
    default: return nil
    }
  }

  /// The names of the event fields that `--fields` can set, in the order of an event.
  package static let eventFieldNames = [
    "time", "visitor", "event", "id", "url", "path", "query", "title", "referrer", "search",
    "agent", "status", "method", "bytes", "customer", "host", "user", "request", "cookie", "gpc",
    "tc", "dnt", "gcs", "gcd",
  ]
}

/// Where the parts of one record lie in its text: fixed room, nothing allocated for a line.
package struct CapturedFields {
  package static let room = 48
  private var ranges = InlineArray<48, ByteRange>(repeating: .none)

  package init() {}

  package subscript(field: LogField) -> ByteRange {
    get { ranges[Int(field.rawValue)] }
    set { ranges[Int(field.rawValue)] = newValue }
  }

  /// Takes out a value that stands for none: `-`, or `""` as Apache writes an empty user.
  mutating func clearIfAbsent(_ field: LogField, in text: Span<UInt8>) {
    let range = self[field]
    if text.isAbsent(range) { self[field] = .none }
  }
}

extension Span<UInt8> {
  /// Whether a field's value stands for none: nothing, `-`, or `""`.
  package func isAbsent(_ range: ByteRange) -> Bool {
    switch range.count {
    case 0: true
    case 1: self[range.start] == 0x2D
    case 2: self[range.start] == 0x22 && self[range.start + 1] == 0x22
    default: false
    }
  }

  /// Whether there is nothing but white space.
  var isBlank: Bool {
    for index in indices where self[index] != 0x20 && self[index] != 0x09 && self[index] != 0x0D {
      return false
    }
    return true
  }
}
