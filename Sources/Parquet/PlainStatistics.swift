import Bytes

/// The least and the greatest value of a chunk as plain bytes, and how many rows have none.
struct PlainStatistics: Sendable {
  var nullCount = 0
  var minimum: [UInt8]?
  var maximum: [UInt8]?

  /// Longer texts are left out: readers need the bounds whole.
  static let maximumTextBytes = 64

  mutating func set(_ bounds: (least: Int64, greatest: Int64), byteCount: Int) {
    minimum = plainBytes(bounds.least, byteCount)
    maximum = plainBytes(bounds.greatest, byteCount)
  }

  /// Sets the bounds of numbers with a fraction; leaves them out where one is not a number.
  ///
  /// A zero least is written as -0 and a zero greatest as +0, as the format asks.
  mutating func set(doubles bits: Span<Int64>) {
    guard bits.count > 0 else { return }
    var least = Double.infinity
    var greatest = -Double.infinity
    for index in bits.indices {
      let value = Double(bitPattern: UInt64(bitPattern: bits[index]))
      guard !value.isNaN else { return }
      if value < least { least = value }
      if value > greatest { greatest = value }
    }
    if least == 0 { least = -0.0 }
    if greatest == 0 { greatest = 0.0 }
    minimum = plainBytes(Int64(bitPattern: least.bitPattern), 8)
    maximum = plainBytes(Int64(bitPattern: greatest.bitPattern), 8)
  }

  /// Sets the bounds of texts, which stand in `bytes`, each after its length in four bytes.
  mutating func set(texts bytes: Span<UInt8>) {
    guard bytes.count > 0 else { return }
    var least: Range<Int>?
    var greatest: Range<Int>?
    var offset = 0
    while offset < bytes.count {
      let start = offset + 4
      let range = start..<start + plainLength(bytes, at: offset)
      let text = bytes.extracting(range)
      if least.map({ text.compare(to: bytes.extracting($0)) < 0 }) ?? true { least = range }
      if greatest.map({ text.compare(to: bytes.extracting($0)) > 0 }) ?? true { greatest = range }
      offset = range.upperBound
    }
    guard let least, let greatest, max(least.count, greatest.count) <= Self.maximumTextBytes
    else { return }
    minimum = [UInt8](bytes: bytes.extracting(least))
    maximum = [UInt8](bytes: bytes.extracting(greatest))
  }
}

/// The lowest bytes of a number, lowest first.
func plainBytes(_ value: Int64, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> Int64(8 * $0)) }
}

/// The length of a text that stands before it in four bytes.
@inline(__always)
func plainLength(_ bytes: Span<UInt8>, at offset: Int) -> Int {
  Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 | Int(bytes[offset + 2]) << 16
    | Int(bytes[offset + 3]) << 24
}
