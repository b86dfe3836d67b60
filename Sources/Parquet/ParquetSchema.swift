/// What a column holds, and how the format names it.
///
/// Types are those of `parquet.thrift`: https://github.com/apache/parquet-format.
public enum ParquetType: String, CaseIterable, Hashable, Sendable {
  /// True or false: BOOLEAN.
  case boolean
  /// A whole number of 32 bits: INT32.
  case int32
  /// A whole number of 64 bits: INT64.
  case int64
  /// A number with a fraction: DOUBLE.
  case double
  /// UTF-8 text: BYTE_ARRAY with the logical type STRING.
  case string
  /// One JSON value as text: BYTE_ARRAY with the logical type JSON.
  case json
  /// Microseconds since 1970 in UTC: INT64 with the logical type TIMESTAMP.
  case timestamp
  /// Days since 1970-01-01: INT32 with the logical type DATE.
  case date

  /// How values lie in a file.
  enum Physical: Int32 {
    case boolean = 0
    case int32 = 1
    case int64 = 2
    case double = 5
    case bytes = 6
  }

  var physical: Physical {
    switch self {
    case .boolean: .boolean
    case .int32, .date: .int32
    case .int64, .timestamp: .int64
    case .double: .double
    case .string, .json: .bytes
    }
  }
}

/// A column of a table: its name, what it holds, and whether a row may have none.
public struct ParquetColumn: Hashable, Sendable {
  /// The name, which is its column's alone.
  public var name: String
  /// What it holds.
  public var type: ParquetType
  /// Whether a row may have no value.
  public var isNullable: Bool

  /// A column.
  public init(_ name: String, _ type: ParquetType, isNullable: Bool = false) {
    self.name = name
    self.type = type
    self.isNullable = isNullable
  }
}

/// A text that a file carries beside its rows, under a key of the caller's.
public struct ParquetMetadata: Hashable, Sendable {
  /// The key, such as `sojourn.schema`.
  public var key: String
  /// The text.
  public var value: String

  /// A text and its key.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

/// A table's columns, and the texts that its file carries beside its rows.
public struct ParquetSchema: Hashable, Sendable {
  /// The columns in order.
  public var columns: [ParquetColumn]
  /// Texts beside the rows, in order.
  public var metadata: [ParquetMetadata]

  /// A schema.
  public init(_ columns: [ParquetColumn], metadata: [ParquetMetadata] = []) {
    self.columns = columns
    self.metadata = metadata
  }

  /// The place of the column of that name; nil where there is none.
  ///
  /// - Complexity: O(columns).
  public func index(of name: String) -> Int? {
    columns.firstIndex { $0.name == name }
  }
}
