import Bytes
import Events
import Features

/// Makes the golden prefixes of a bundle: made-up sessions, never a visitor's.
///
/// A line is one JSON object:
/// ```
/// {"events":[…],"history":{…},"indices":[…],"values":[…],"probability":p}
/// ```
/// `events` are the prefix's events as NDJSON has them, `indices` and `values` the features that a
/// scorer must come to, `probability` what it must then say.
enum GoldenPrefixes {
  /// How many there are.
  static let count = 100

  static func make(
    _ spec: FeatureSpec, _ model: LogisticModel
  ) throws(BundleError) -> [UInt8] {
    let extractor: FeatureExtractor
    do {
      extractor = try FeatureExtractor(spec)
    } catch {
      throw .badFeatures(file: Bundle.FileName.manifest, error)
    }
    var lines: [UInt8] = []
    for number in 0..<count {
      let prefix = try madeUpPrefix(number, outcomes: spec.outcomes.count)
      let features = prefix.features(extractor)
      lines.append("{\"events\":")
      lines.append(prefix.eventText.span)
      lines.append(",\"history\":")
      lines.append(history: prefix.history)
      lines.append(",\"indices\":[")
      lines.append(joining: features.slots.map { "\($0)" })
      lines.append("],\"values\":[")
      lines.append(joining: features.values.map { "\($0)" })
      lines.append("],\"probability\":")
      lines.append(contentsOf: "\(model.probability(features))".utf8)
      lines.append("}\n")
    }
    return lines
  }

  private static func madeUpPrefix(
    _ number: Int, outcomes: Int
  ) throws(BundleError) -> GoldenPrefix {
    var session = MadeUpSession(seed: 0x536F_6A6F_726E &+ UInt64(number))
    let sessions = session.draw(3) > 0 ? session.draw(6) : 0
    var history = VisitorHistory(
      sessions: sessions, events: 0,
      achievements: (0..<outcomes).map { _ in session.draw(sessions + 1) })
    if sessions > 0 {
      history.events = sessions + session.draw(40)
      history.secondsSinceLast = Double(1800 + session.draw(2_000_000))
    }
    var text: [UInt8] = [0x5B]
    for place in 0..<(1 + session.draw(12)) {
      if place > 0 { text.append(0x2C) }
      session.appendEvent(to: &text, isFirst: place == 0)
    }
    text.append(0x5D)
    do {
      return try GoldenPrefix(eventText: text, history: history)
    } catch {
      throw .badGolden(file: Bundle.FileName.golden, line: number + 1)
    }
  }
}

/// One golden prefix: its events and the visitor's history.
struct GoldenPrefix {
  let eventText: [UInt8]
  let history: VisitorHistory
  private var batch = EventBatch()

  /// - Parameter eventText: a JSON array of events.
  init(eventText: [UInt8], history: VisitorHistory) throws {
    self.eventText = eventText
    self.history = history
    let bytes = eventText.span
    var scanner = JSONScanner()
    try scanner.enter(0x5B, bytes)
    while let element = try scanner.nextElement(bytes) {
      try batch.append(event: element, in: bytes)
    }
    try scanner.finish(bytes)
  }

  func features(_ extractor: FeatureExtractor) -> SparseVector {
    extractor.features(
      batch, rows: batch.rows.indices, count: batch.rows.count, history: history)
  }
}

extension [UInt8] {
  fileprivate mutating func append(joining parts: [String]) {
    for (place, part) in parts.enumerated() {
      if place > 0 { append(0x2C) }
      append(contentsOf: part.utf8)
    }
  }

  fileprivate mutating func append(history: VisitorHistory) {
    append("{\"sessions\":")
    append(decimal: history.sessions)
    append(",\"events\":")
    append(decimal: history.events)
    append(",\"achievements\":[")
    append(joining: history.achievements.map { "\($0)" })
    append("]")
    if let seconds = history.secondsSinceLast {
      append(",\"secondsSinceLast\":")
      append(contentsOf: "\(seconds)".utf8)
    }
    append("}")
  }
}
