/// How the features of a table are learned.
public struct TableSettings: Equatable, Sendable {
  /// Which pairs of columns are crossed.
  public enum Crosses: String, CaseIterable, Sendable {
    /// Those with which held-out rows are foretold best, perhaps none.
    case auto
    /// None.
    case none
    /// All pairs of columns that may be crossed.
    case all
  }

  /// There are 2^bits slots.
  public var bits = 18
  /// How many bins the numbers of a column have.
  public var fineBins = 8
  /// How many they have in crosses.
  public var coarseBins = 4
  /// Which pairs of columns are crossed.
  public var crosses = Crosses.auto
  /// A text column of more different values than this is not crossed.
  public var maximumCrossedValues = 64
  /// Nor is one with more different values than this share of the rows.
  public var maximumCrossedShare = 0.05
  /// How many columns are crossed at most: those that tell most by themselves.
  public var maximumCrossedColumns = 40
  /// How many rows the choice of crosses looks at, drawn by the seed.
  public var maximumSearchRows = 50_000
  /// Draws the rows that are held out for the choice.
  public var seed: UInt64 = 0
  /// The strength that the choice keeps to; nil where it tries several.
  public var l2: Double?

  /// The settings for tables of any kind.
  public init() {}
}
