import Bytes

extension OutcomeDefinition: Decodable {
  /// Reads the shape of the pipeline file.
  ///
  /// - Throws: ``OutcomeError`` for an unknown setting or a wrong value, with its path.
  public init(from decoder: any Decoder) throws {
    let settings = try StrictSettings(
      decoder, known: ["name", "purpose", "direction", "value", "matched", "patterns"])
    let patterns = try settings.list("patterns", OutcomePattern.self)
    guard !patterns.isEmpty else {
      throw OutcomeError(path: settings.path("patterns"), problem: .missing("patterns"))
    }
    self.init(
      name: try settings.requiredText("name"), purpose: try settings.requiredText("purpose"),
      direction: try settings.word("direction", Direction.maximise), patterns: patterns)
    value = try settings.text("value")
    matched = try settings.word("matched", Matching.once)
  }
}

extension OutcomePattern: Decodable {
  /// Reads the shape of the pipeline file.
  ///
  /// - Throws: ``OutcomeError`` for an unknown setting or a wrong value, with its path.
  public init(from decoder: any Decoder) throws {
    let settings = try StrictSettings(
      decoder, known: ["event", "count", "streamType", "criteria"])
    let count = try settings.value("count", Int.self, expected: "a whole number") ?? 1
    guard count >= 1 else {
      throw OutcomeError(path: settings.path("count"), problem: .badCount(count))
    }
    self.init(
      event: try settings.text("event"), count: count,
      criteria: try settings.list("criteria", OutcomeCriterion.self))
    streamType = try settings.text("streamType")
    if let streamType, streamType != "Web" {
      throw OutcomeError(
        path: settings.path("streamType"), problem: .unknownWord(streamType), nearest: "Web")
    }
  }
}

extension OutcomeCriterion: Decodable {
  /// Reads the shape of the pipeline file.
  ///
  /// - Throws: ``OutcomeError`` for an unknown setting or a wrong value, with its path.
  public init(from decoder: any Decoder) throws {
    let settings = try StrictSettings(
      decoder, known: ["key", "operator", "values", "shouldIgnoreCase"])
    let name = try settings.requiredText("operator")
    guard let comparison = OutcomeOperator(rawValue: name) else {
      throw OutcomeError(
        path: settings.path("operator"), problem: .unknownOperator(name),
        nearest: nearestName(to: name, in: OutcomeOperator.allCases.map(\.rawValue)))
    }
    let values = try settings.list("values", ScalarText.self).map(\.text)
    guard !values.isEmpty else {
      throw OutcomeError(path: settings.path("values"), problem: .missing("values"))
    }
    let ignoresCase = try settings.value(
      "shouldIgnoreCase", Bool.self, expected: "true or false")
    self.init(
      key: try settings.requiredText("key"), comparison: comparison, values: values,
      shouldIgnoreCase: ignoresCase ?? false)
    _ = try OutcomeKey(key, path: settings.path("key"))
  }
}
