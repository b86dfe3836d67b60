import Bytes

extension Statement {
  /// The statement's identity as bytes: its JSON form with keys in one order, times in one form and
  /// no `appendedAt`.
  ///
  /// Two statements with the same canonical bytes are the same one, appended twice.
  public var canonicalBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append("{\"controller\":")
    bytes.append(json: controller)
    bytes.append(",\"subject\":")
    bytes.append(json: subject.span)
    if !purpose.isEmpty {
      bytes.append(",\"purpose\":")
      bytes.append(json: purpose)
    }
    bytes.append(",\"action\":\"")
    bytes.append(action.name)
    bytes.append("\"")
    if !other.isEmpty {
      bytes.append(",\"other\":")
      bytes.append(json: other.span)
    }
    bytes.append(",\"at\":\"")
    bytes.append(contentsOf: at.description.utf8)
    bytes.append("\"")
    if let notice {
      bytes.append(",\"notice\":")
      bytes.append(json: notice)
    }
    if let method {
      bytes.append(",\"method\":")
      bytes.append(json: method)
    }
    bytes.append(marks: marks)
    if !evidence.isEmpty {
      bytes.append(",\"evidence\":")
      bytes.append(contentsOf: evidence)
    }
    bytes.append("}")
    return bytes
  }

  /// The statement as one JSON object, with `appendedAt`, which ``init(ndjson:)`` reads back.
  public var ndjson: [UInt8] {
    var bytes = canonicalBytes
    bytes.removeLast()
    bytes.append(",\"appendedAt\":\"")
    bytes.append(contentsOf: appendedAt.description.utf8)
    bytes.append("\"}")
    return bytes
  }
}

extension [UInt8] {
  fileprivate mutating func append(marks: Statement.Marks) {
    let names: [(Statement.Marks, StaticString)] = [
      (.bundled, "bundled"), (.conditional, "conditional"), (.preTicked, "preTicked"),
      (.implied, "implied"), (.child, "child"), (.authorised, "authorised"),
      (.confirmedGPC, "confirmedGpc"),
    ]
    for (mark, name) in names where marks.contains(mark) {
      append(",\"")
      append(name)
      append("\":true")
    }
  }
}
