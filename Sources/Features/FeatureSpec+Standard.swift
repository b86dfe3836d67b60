extension FeatureSpec {
  /// The recipes for sites of any kind.
  ///
  /// Bins grow about twofold, since what tells the first event from the second is as much as what
  /// tells the tenth from the twentieth.
  public static let standardRecipes: [FeatureRecipe] = [
    FeatureRecipe(.eventSeen, field: "event"),
    FeatureRecipe(.eventCount, field: "count", bins: counts, limit: 64),
    FeatureRecipe(.eventTotal, field: "events", bins: counts),
    FeatureRecipe(.pathSeen, field: "path", limit: 4),
    FeatureRecipe(.titleSeen, field: "title"),
    FeatureRecipe(.searchTerm, field: "search", limit: 16),
    FeatureRecipe(.attributeText, field: "attribute", limit: 64),
    FeatureRecipe(.attributeNumber, field: "number", bins: magnitudes, limit: 64),
    FeatureRecipe(.lastEvent, field: "last"),
    FeatureRecipe(.lastPair, field: "pair"),
    FeatureRecipe(.lastPath, field: "lastPath", limit: 4),
    FeatureRecipe(.referrerMedium, field: "referrer"),
    FeatureRecipe(.campaignSource, field: "campaignSource"),
    FeatureRecipe(.campaignMedium, field: "campaignMedium"),
    FeatureRecipe(.campaignName, field: "campaignName"),
    FeatureRecipe(.device, field: "device"),
    FeatureRecipe(.hour, field: "hour"),
    FeatureRecipe(.weekday, field: "weekday"),
    FeatureRecipe(.elapsed, field: "elapsed", bins: seconds),
    FeatureRecipe(.dwell, field: "dwell", bins: seconds),
    FeatureRecipe(.earlierSessions, field: "earlierSessions", bins: counts),
    FeatureRecipe(.earlierEvents, field: "earlierEvents", bins: counts),
    FeatureRecipe(.earlierOutcome, field: "earlierOutcome", bins: counts),
    FeatureRecipe(.sinceLastSession, field: "sinceLastSession", bins: spans),
  ]

  private static let counts: [Double] = [
    1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512, 1024, 4096,
  ]
  private static let seconds: [Double] = [
    1, 2, 5, 10, 20, 40, 60, 120, 240, 480, 900, 1800, 3600, 7200, 14_400, 28_800,
  ]
  private static let spans: [Double] = [
    1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800, 345_600, 604_800, 1_209_600, 2_592_000,
  ]
  private static let magnitudes: [Double] = [
    -1000, -100, -10, -1, 0, 0.01, 0.1, 0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 75, 100, 150, 200,
    300, 500, 750, 1000, 2000, 5000, 10_000, 100_000, 1_000_000,
  ]
}
