/// Why a feature specification can't be used; each names the key.
public enum FeatureSpecError: Error, Equatable {
  /// `schemaVersion` is one that this code does not know.
  case unknownVersion(found: Int, known: Int)
  /// `hash` or `seed` is another than `murmur3_x86_32` and 0.
  case unknownHash(name: String, seed: UInt32)
  /// `separator` is another than U+001F.
  case unknownSeparator
  /// `bits` lies outside the range.
  case badBits(found: Int, allowed: ClosedRange<Int>)
  /// `zone.transitions` is empty.
  case noZone
  /// `recipes` has two recipes of one field, or a field that is empty or holds U+001F.
  case badField(recipe: Int)
  /// `bins` of a recipe are missing, not needed, not rising or not finite.
  case badBins(recipe: Int)
  /// `limit` of a recipe is missing, not needed, or not within 1 to 1,000,000.
  case badLimit(recipe: Int)
}

extension FeatureSpec {
  /// How many bits slots may have.
  public static let allowedBits = 1...28

  /// Makes sure that the specification can be used as it stands.
  ///
  /// - Throws: ``FeatureSpecError``, for the first thing that is wrong.
  public func validate() throws(FeatureSpecError) {
    guard schemaVersion == FeatureSpec.currentVersion else {
      throw .unknownVersion(found: schemaVersion, known: FeatureSpec.currentVersion)
    }
    guard hash == "murmur3_x86_32", seed == 0 else { throw .unknownHash(name: hash, seed: seed) }
    guard separator == "\u{1F}" else { throw .unknownSeparator }
    guard FeatureSpec.allowedBits.contains(bits) else {
      throw .badBits(found: bits, allowed: FeatureSpec.allowedBits)
    }
    guard !zone.transitions.isEmpty else { throw .noZone }
    var fields: Set<String> = []
    for (place, recipe) in recipes.enumerated() {
      guard !recipe.field.isEmpty, !recipe.field.utf8.contains(0x1F),
        fields.insert(recipe.field).inserted
      else { throw .badField(recipe: place) }
      guard recipe.hasValidBins else { throw .badBins(recipe: place) }
      guard recipe.hasValidLimit else { throw .badLimit(recipe: place) }
    }
  }
}

extension FeatureRecipe {
  fileprivate var hasValidBins: Bool {
    guard let bins else { return !kind.needsBins }
    return kind.needsBins && !bins.isEmpty && bins.allSatisfy(\.isFinite)
      && zip(bins, bins.dropFirst()).allSatisfy { $0 < $1 }
  }

  fileprivate var hasValidLimit: Bool {
    guard let limit else { return !kind.needsLimit }
    return kind.needsLimit && (1...1_000_000).contains(limit)
  }
}
