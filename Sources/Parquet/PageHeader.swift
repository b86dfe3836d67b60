/// What stands before a page.
struct PageHeader {
  var kind: Int?
  var contentBytes: Int?
  var frameBytes: Int?
  var valueCount: Int?
  var encoding: Int?
  private var levelEncoding = Int(ValueEncoding.runs)

  /// Reads a header and checks that it says all that is needed.
  init(_ thrift: inout ThriftReader) throws(ParquetError) {
    let start = thrift.offset
    try thrift.structure { (id, type, thrift) throws(ParquetError) in
      switch id {
      case 1: kind = try thrift.integer(type)
      case 2: contentBytes = try thrift.integer(type)
      case 3: frameBytes = try thrift.integer(type)
      case 5 where type == ThriftType.structure, 7 where type == ThriftType.structure:
        try readValues(&thrift)
      default: return false
      }
      return true
    }
    if let kind, kind != Int(PageKind.data), kind != Int(PageKind.dictionary) {
      throw ParquetError(.unsupported(.page(kind)), at: start)
    }
    guard levelEncoding == Int(ValueEncoding.runs) else {
      throw ParquetError(.unsupported(.encoding(levelEncoding)), at: start)
    }
  }

  private mutating func readValues(_ thrift: inout ThriftReader) throws(ParquetError) {
    try thrift.structure { (id, type, thrift) throws(ParquetError) in
      switch id {
      case 1: valueCount = try thrift.integer(type)
      case 2: encoding = try thrift.integer(type)
      case 3 where type == ThriftType.int32: levelEncoding = try thrift.integer(type)
      default: return false
      }
      return true
    }
  }
}
