import Bytes
import Features

/// How a row of a table becomes a sparse vector: learned from training rows, and data from then on.
///
/// A text is the feature `name=value`; a number is `name=[low,high)` of its bin, or `name=0` where zero
/// is a bin of its own; nothing is `name=`. A value of a numeric column that is no number, and a text
/// that training never had, are features all the same, which then have no weight. A cross of two
/// columns is both features' texts with U+001F between them, numbers in coarser bins. The slot is
/// MurmurHash3_x86_32 of the text's bytes, seed 0, and 2^bits - 1.
public struct TableFeatures: Codable, Equatable, Sendable {
  /// What a column's values are.
  public enum Kind: Codable, Equatable, Sendable {
    /// Texts.
    case text
    /// Numbers, in bins of their own and in coarser ones for crosses.
    case number(fine: TableBins, coarse: TableBins)
  }

  /// A column.
  public struct Column: Codable, Equatable, Sendable {
    /// Its name.
    public var name: String
    /// What its values are.
    public var kind: Kind

    /// A column.
    public init(name: String, kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  /// Two columns by their places in ``columns``, the first below the second.
  public struct Cross: Codable, Hashable, Sendable {
    /// The place of the first.
    public var first: Int
    /// The place of the second.
    public var second: Int

    /// A cross of two columns.
    public init(_ first: Int, _ second: Int) {
      self.first = min(first, second)
      self.second = max(first, second)
    }
  }

  /// There are 2^bits slots.
  public var bits: Int
  /// The columns.
  public var columns: [Column]
  /// The columns that are crossed.
  public var crosses: [Cross] = []

  /// Features of columns, without crosses.
  public init(bits: Int, columns: [Column]) {
    precondition(FeatureSpec.allowedBits.contains(bits), "\(bits) bits")
    self.bits = bits
    self.columns = columns
  }

  /// How many slots there are: 2^bits.
  public var slotCount: Int { 1 << bits }

  /// The rows of a table as examples, in their order.
  ///
  /// - Parameter table: has the columns by their names, in any order; others are passed over.
  /// - Throws: ``TableError/missingColumn(name:nearest:)``.
  public func examples(_ table: Table) throws(TableError) -> ExampleSet {
    let encoder = try TableEncoder(self, table)
    return encoder.examples(rows: 0..<table.count, labels: table.labels, crosses: crosses)
  }
}

/// Why features of a table can't be made.
public enum TableError: Error, Equatable {
  /// The table has no column of this name; `nearest` is the most like it.
  case missingColumn(name: String, nearest: String?)
}
