public import Events

/// How a prefix becomes a sparse vector: the whole definition as data, written into the bundle.
///
/// A feature's slot is MurmurHash3_x86_32 of its text's bytes, seed 0, and 2^bits - 1. There is no
/// sign bit; features that meet in a slot count once.
public struct FeatureSpec: Codable, Equatable, Sendable {
  /// The version of this schema that the code writes.
  ///
  /// Version 2 added crosses and bins by name.
  public static let currentVersion = 2
  /// The versions that the code reads.
  public static let knownVersions = 1...2

  /// The version of the schema.
  public var schemaVersion: Int
  /// The hash's name.
  public var hash: String
  /// The hash's seed.
  public var seed: UInt32
  /// There are 2^bits slots.
  public var bits: Int
  /// What parts a feature's text.
  public var separator: String
  /// The site's time zone, in which hours and weekdays are told.
  public var zone: FeatureZone
  /// The site's own hosts, in lower case: a referrer among them is internal.
  public var siteHosts: [String]
  /// The names of the outcomes that a visitor's history counts, in the history's order.
  public var outcomes: [String]
  /// How features are made.
  public var recipes: [FeatureRecipe]

  /// A specification of 2^bits slots.
  public init(
    bits: Int = 18, zone: SiteZone = .utc, siteHosts: [String] = [], outcomes: [String] = [],
    recipes: [FeatureRecipe] = FeatureSpec.standardRecipes
  ) {
    schemaVersion = FeatureSpec.currentVersion
    hash = "murmur3_x86_32"
    seed = 0
    self.bits = bits
    separator = "\u{1F}"
    self.zone = FeatureZone(zone)
    self.siteHosts = siteHosts
    self.outcomes = outcomes
    self.recipes = recipes
  }
}
