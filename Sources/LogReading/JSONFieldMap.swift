import Bytes

/// Which parts of a JSON record are fields of an event: dotted paths, compiled once to a tree.
///
/// Keys are compared without the case of ASCII letters, since header names have none. A path also
/// matches a key that is the whole dotted path.
struct JSONFieldMap: Sendable {
  /// A field that a path leads to; where several paths lead to one field, the lowest rank wins.
  private struct Target: Sendable {
    var field: LogField
    var rank: UInt8
  }

  private struct Node: Sendable {
    var key: [UInt8]
    var targets: [Target] = []
    var firstChild = -1
    var nextSibling = -1
  }

  private var nodes = [Node(key: [])]

  /// The fields of one record, with the rank of the path that each came by.
  struct Capture {
    var fields = CapturedFields()
    fileprivate var ranks = InlineArray<48, UInt8>(repeating: .max)
  }

  /// A map of the given paths, then those that common servers use.
  ///
  /// - Throws: ``LogFormatError``.
  init(_ settings: LogReaderSettings) throws(LogFormatError) {
    for (name, path) in settings.fields.sorted(by: { $0.key < $1.key }) {
      guard LogField.eventFieldNames.contains(name), let field = LogField(name: name) else {
        throw .unknownEventField(name: name)
      }
      try insert(path, field, rank: 0, name: name)
    }
    try insertVisitor(settings)
    for cookie in SignalNames(settings.signals).cookies {
      let name = String(decoding: cookie.name, as: UTF8.self)
      // A cookie's name is no path: its dots are its own.
      mark(child(of: 0, named: Array("cookie_\(name)".lowercased().utf8)), cookie.field, 1)
    }
    for (field, paths) in JSONFieldMap.knownPaths {
      for (index, path) in paths.enumerated() {
        try insert(path, field, rank: UInt8(index + 1), name: path)
      }
    }
  }

  private mutating func insertVisitor(
    _ settings: LogReaderSettings
  ) throws(LogFormatError) {
    switch settings.visitor {
    case .hostAndAgent: return
    case .cookie(let name):
      try insert("cookie_\(name)", .visitor, rank: 1, name: name)
    case .field(let name):
      guard name != "visitor" || settings.fields["visitor"] == nil else { return }
      try insert(settings.fields[name] ?? name, .visitor, rank: 0, name: name)
    }
  }

  private mutating func insert(
    _ path: String, _ field: LogField, rank: UInt8, name: String
  ) throws(LogFormatError) {
    let parts = path.lowercased().split(separator: ".", omittingEmptySubsequences: false)
    guard !parts.contains("") else { throw .emptyPath(field: name) }
    var place = 0
    for part in parts { place = child(of: place, named: Array(part.utf8)) }
    mark(place, field, rank)
    guard parts.count > 1 else { return }
    mark(child(of: 0, named: Array(path.lowercased().utf8)), field, rank)
  }

  private mutating func mark(_ place: Int, _ field: LogField, _ rank: UInt8) {
    nodes[place].targets.append(Target(field: field, rank: rank))
  }

  private mutating func child(of parent: Int, named key: [UInt8]) -> Int {
    var place = nodes[parent].firstChild
    while place >= 0 {
      if nodes[place].key == key { return place }
      place = nodes[place].nextSibling
    }
    nodes.append(Node(key: key, nextSibling: nodes[parent].firstChild))
    nodes[parent].firstChild = nodes.count - 1
    return nodes.count - 1
  }

  /// Finds the fields of a record; their text, freed of JSON's escapes, is put into `text`.
  func capture(
    _ line: Span<UInt8>, text: inout [UInt8], into capture: inout Capture
  ) throws(RejectReason) {
    do {
      var scanner = JSONScanner()
      try take(&scanner, line, of: 0, &text, &capture)
      try scanner.finish(line)
    } catch {
      throw .notJSON
    }
  }

  private func take(
    _ scanner: inout JSONScanner, _ line: Span<UInt8>, of parent: Int, _ text: inout [UInt8],
    _ capture: inout Capture
  ) throws(JSONError) {
    try scanner.enter(0x7B, line)
    while let key = try scanner.nextKey(line) {
      let value = try scanner.value(line)
      let place = find(line.extracting(key.range.indices), of: parent)
      if place >= 0 { try take(value, line, at: place, &text, &capture) }
    }
  }

  private func take(
    _ value: JSONValue, _ line: Span<UInt8>, at place: Int, _ text: inout [UInt8],
    _ capture: inout Capture
  ) throws(JSONError) {
    var scanner = JSONScanner(at: value.range.start)
    switch value.kind {
    case .null: return
    case .object:
      if nodes[place].firstChild >= 0 { try take(&scanner, line, of: place, &text, &capture) }
    case .array:
      try scanner.enter(0x5B, line)
      guard let first = try scanner.nextElement(line), first.kind != .array else { return }
      try take(first, line, at: place, &text, &capture)
    default:
      for index in nodes[place].targets.indices {
        store(value, line, nodes[place].targets[index], &text, &capture)
      }
    }
  }

  private func store(
    _ value: JSONValue, _ line: Span<UInt8>, _ target: Target, _ text: inout [UInt8],
    _ capture: inout Capture
  ) {
    let index = Int(target.field.rawValue)
    guard target.rank < capture.ranks[index], !line.isAbsent(value.range) else { return }
    capture.ranks[index] = target.rank
    capture.fields[target.field] = text.store(textOf: value, in: line)
  }

  private func find(_ key: Span<UInt8>, of parent: Int) -> Int {
    var place = nodes[parent].firstChild
    while place >= 0 {
      if nodes[place].key.count == key.count, matches(key, at: place) { return place }
      place = nodes[place].nextSibling
    }
    return -1
  }

  private func matches(_ key: Span<UInt8>, at place: Int) -> Bool {
    for index in key.indices {
      let byte = key[index]
      let folded = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
      if folded != nodes[place].key[index] { return false }
    }
    return true
  }
}
