import Bytes
import Features

/// The crosses that a pipeline declares: `crosses: [[device, hour], [referrer, weekday]]`.
enum FeatureCrosses {
  /// Reads and checks the key `crosses`.
  ///
  /// - Returns: pairs of fields of the standard recipes, each pair once.
  static func read(
    _ section: inout ConfigurationSection
  ) throws(ConfigurationError) -> [[String]] {
    let pairs = try section.lists("crosses")
    let fields = FeatureSpec().crossableFields
    for (place, pair) in pairs.enumerated() {
      guard pair.count == 2, pair[0] != pair[1] else {
        throw section.fault(
          "crosses", "pairs of two different fields were expected, as [[device, hour]]")
      }
      for name in pair where !fields.contains(name) {
        let hint =
          nearestName(to: name, in: fields).map { "did you mean `\($0)`?" }
          ?? "the fields are \(fields.joined(separator: ", "))"
        throw section.fault("crosses", "no field `\(name)` can be crossed; \(hint)")
      }
      guard !pairs[..<place].contains(where: { Set($0) == Set(pair) }) else {
        throw section.fault("crosses", "\(pair[0]) and \(pair[1]) are crossed twice")
      }
    }
    return pairs
  }
}
