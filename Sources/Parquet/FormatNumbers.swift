// The numbers of `parquet.thrift` that this codec writes.

/// The four bytes at both ends of a file.
let parquetMagic: [UInt8] = [0x50, 0x41, 0x52, 0x31]

/// The four bytes at the end of a file whose footer is encrypted.
let encryptedMagic: [UInt8] = [0x50, 0x41, 0x52, 0x45]

/// What a page is.
enum PageKind {
  static let data: Int32 = 0
  static let dictionary: Int32 = 2
}

/// How the values of a page are encoded.
enum ValueEncoding {
  static let plain: Int32 = 0
  static let runs: Int32 = 3
  static let dictionary: Int32 = 8
}

/// The number of zstd among codecs.
let zstdCodec: Int32 = 6

/// Converted types: what readers older than logical types know.
enum ConvertedType {
  static let utf8: Int32 = 0
  static let date: Int32 = 6
  static let timestampMicros: Int32 = 10
  static let json: Int32 = 19
}

/// Fields of the union of logical types.
enum LogicalType {
  static let string: Int16 = 1
  static let date: Int16 = 6
  static let timestamp: Int16 = 8
  static let json: Int16 = 12
}
