/// A table of examples: a label and named columns, as an analyst brings it.
public struct Table: Sendable {
  /// The columns without that of the labels, in the header's order.
  public internal(set) var columns: [TableColumn]
  /// Whether each row's outcome was achieved.
  public internal(set) var labels: [Bool] = []

  /// How many rows there are.
  public var count: Int { labels.count }
}
