import Bytes

/// A criterion in the form that is matched.
struct CompiledCriterion: Sendable {
  let key: OutcomeKey
  let comparison: OutcomeOperator
  let values: [[UInt8]]
  let numbers: [Double]
  let ignoresCase: Bool

  init(_ criterion: OutcomeCriterion, path: String) throws(OutcomeError) {
    guard !criterion.values.isEmpty else {
      throw OutcomeError(path: path, problem: .missing("values"))
    }
    key = try OutcomeKey(criterion.key, path: "\(path).key")
    comparison = criterion.comparison
    ignoresCase = criterion.shouldIgnoreCase
    values = criterion.values.map { value in
      Array((criterion.shouldIgnoreCase ? value.lowercased() : value).utf8)
    }
    var numbers: [Double] = []
    if criterion.comparison.isNumeric {
      for (place, value) in values.enumerated() {
        guard let number = value.span.comparableNumber() else {
          throw OutcomeError(
            path: "\(path).values[\(place)]", problem: .notANumber(criterion.values[place]))
        }
        numbers.append(number)
      }
    }
    self.numbers = numbers
  }

  /// Whether a text, folded where case is ignored, meets the criterion.
  func isMet(by text: Span<UInt8>) -> Bool {
    switch comparison {
    case .containsAll: all { text.contains($0.span) }
    case .containsAny: any { text.contains($0.span) }
    case .notContainsAll: !all { text.contains($0.span) }
    case .notContainsAny: !any { text.contains($0.span) }
    case .equal: any { text.isEqual(to: $0.span) }
    case .notEqual: !any { text.isEqual(to: $0.span) }
    case .startsWith: any { text.hasPrefix($0.span) }
    case .endsWith: any { text.hasSuffix($0.span) }
    case .greaterThan, .greaterThanOrEqual, .lessThan, .lessThanOrEqual: isOrdered(text)
    }
  }

  private func isOrdered(_ text: Span<UInt8>) -> Bool {
    guard let number = text.comparableNumber() else { return false }
    for value in numbers {
      let isMet =
        switch comparison {
        case .greaterThan: number > value
        case .greaterThanOrEqual: number >= value
        case .lessThan: number < value
        default: number <= value
        }
      if isMet { return true }
    }
    return false
  }

  private func all(_ condition: ([UInt8]) -> Bool) -> Bool {
    for value in values where !condition(value) { return false }
    return true
  }

  private func any(_ condition: ([UInt8]) -> Bool) -> Bool {
    for value in values where condition(value) { return true }
    return false
  }
}

extension Span<UInt8> {
  /// The finite number that fills the bytes, which are few; nil for any other text.
  fileprivate func comparableNumber() -> Double? {
    guard count <= 64, let number = decimalValue(), number.isFinite else { return nil }
    return number
  }
}
