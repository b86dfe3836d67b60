import Bytes

/// Why a feature specification can't be used; each names the key.
public enum FeatureSpecError: Error, Equatable {
  /// `schemaVersion` is one that this code does not know.
  case unknownVersion(found: Int, known: ClosedRange<Int>)
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
  /// `binsByName` of a recipe has no place there, or holds bins that are not rising or not finite.
  case badBinsByName(recipe: Int)
  /// `of` of a recipe is missing, not needed, or not two fields that differ.
  case badCross(recipe: Int)
  /// `of` names a field that no recipe has; `nearest` is the most like it among those of use.
  case unknownCrossField(recipe: Int, name: String, nearest: String?)
  /// `of` names a recipe that may have several features, or is a cross itself.
  case fieldNotSingle(recipe: Int, name: String)
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
    guard FeatureSpec.knownVersions.contains(schemaVersion) else {
      throw .unknownVersion(found: schemaVersion, known: FeatureSpec.knownVersions)
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
      guard recipe.hasValidBinsByName(schemaVersion) else {
        throw .badBinsByName(recipe: place)
      }
      try validateCross(place)
    }
  }

  private func validateCross(_ place: Int) throws(FeatureSpecError) {
    let recipe = recipes[place]
    guard let names = recipe.of else {
      guard recipe.kind != .cross else { throw .badCross(recipe: place) }
      return
    }
    guard recipe.kind == .cross, schemaVersion >= 2, names.count == 2, names[0] != names[1] else {
      throw .badCross(recipe: place)
    }
    for name in names {
      guard let other = recipes.first(where: { $0.field == name }) else {
        throw .unknownCrossField(
          recipe: place, name: name, nearest: nearestName(to: name, in: crossableFields))
      }
      guard other.kind.isSingle else { throw .fieldNotSingle(recipe: place, name: name) }
    }
  }

  /// The fields of recipes that may be crossed, in their order.
  public var crossableFields: [String] { recipes.filter(\.kind.isSingle).map(\.field) }
}

extension FeatureRecipe {
  fileprivate var hasValidBins: Bool {
    guard let bins else { return !kind.needsBins }
    return kind.needsBins && isRising(bins)
  }

  fileprivate func hasValidBinsByName(_ version: Int) -> Bool {
    guard let binsByName else { return true }
    return kind == .attributeNumber && version >= 2 && binsByName.values.allSatisfy(isRising)
  }

  private func isRising(_ bins: [Double]) -> Bool {
    !bins.isEmpty && bins.allSatisfy(\.isFinite)
      && zip(bins, bins.dropFirst()).allSatisfy { $0 < $1 }
  }

  fileprivate var hasValidLimit: Bool {
    guard let limit else { return !kind.needsLimit }
    return kind.needsLimit && (1...1_000_000).contains(limit)
  }
}
