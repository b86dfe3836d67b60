/// One element of a file's schema, as it is written.
struct SchemaElement {
  private var physical: Int?
  private var repetition: Int?
  private var name = ""
  private(set) var childCount = 0
  private var converted: Int?
  private var logical: Int16?
  private var isTimestampOfMicrosInUTC = false
  private var offset: Int

  init(_ thrift: inout ThriftReader) throws(ParquetError) {
    offset = thrift.offset
    try thrift.structure { (id, type, thrift) throws(ParquetError) in
      switch id {
      case 1: physical = try thrift.integer(type)
      case 3: repetition = try thrift.integer(type)
      case 4: name = try thrift.text(type)
      case 5: childCount = try thrift.integer(type)
      case 6: converted = try thrift.integer(type)
      case 10 where type == ThriftType.structure: try readLogicalType(&thrift)
      default: return false
      }
      return true
    }
  }

  private mutating func readLogicalType(_ thrift: inout ThriftReader) throws(ParquetError) {
    try thrift.structure { (id, type, thrift) throws(ParquetError) in
      logical = id
      guard id == LogicalType.timestamp, type == ThriftType.structure else { return false }
      var isUTC = false
      var unit: Int16 = 0
      try thrift.structure { (id, type, thrift) throws(ParquetError) in
        if id == 1 {
          isUTC = try thrift.boolean(type)
          return true
        }
        guard id == 2, type == ThriftType.structure else { return false }
        try thrift.structure { (id, _, _) throws(ParquetError) in
          unit = id
          return false
        }
        return true
      }
      isTimestampOfMicrosInUTC = isUTC && unit == 2
      return true
    }
  }

  /// The column that the element is, at its place among the columns.
  func column(at index: Int) throws(ParquetError) -> ParquetColumn {
    guard childCount == 0, repetition == 0 || repetition == 1 else {
      throw ParquetError(.unsupported(.nested(column: index)), at: offset)
    }
    guard let number = physical else {
      throw ParquetError(.badFooter(.missingField), at: offset)
    }
    guard let raw = Int32(exactly: number), let physical = ParquetType.Physical(rawValue: raw)
    else {
      throw ParquetError(.unsupported(.type(number)), at: offset)
    }
    guard let type = meaning(of: physical) else {
      throw ParquetError(.unsupported(.meaning(column: index)), at: offset)
    }
    return ParquetColumn(name, type, isNullable: repetition == 1)
  }

  private func meaning(of physical: ParquetType.Physical) -> ParquetType? {
    switch (physical, logical, converted.map { Int32(clamping: $0) }) {
    case (.boolean, nil, nil): .boolean
    case (.int32, nil, nil): .int32
    case (.int32, LogicalType.date, ConvertedType.date): .date
    case (.int64, nil, nil): .int64
    case (.int64, LogicalType.timestamp, ConvertedType.timestampMicros):
      isTimestampOfMicrosInUTC ? .timestamp : nil
    case (.double, nil, nil): .double
    case (.bytes, LogicalType.string, ConvertedType.utf8): .string
    case (.bytes, LogicalType.json, ConvertedType.json): .json
    default: nil
    }
  }
}
