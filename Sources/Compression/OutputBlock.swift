private import Bytes

/// The buffer that members are unpacked into; made when the first member begins.
struct OutputBlock {
  var bytes: [UInt8] = []
  /// Where the content begins; what stands before has been passed over.
  private(set) var start = 0
  /// Where the content ends.
  var filled = 0
  /// Whether no content follows.
  var isLast = false

  /// How many bytes of content it holds.
  var count: Int { filled - start }

  var isFull: Bool { filled == bytes.count }

  /// Passes over bytes at the start.
  mutating func drop(_ count: Int) {
    start += count
    if start == filled { clear() }
  }

  /// Forgets the content.
  mutating func clear() {
    start = 0
    filled = 0
  }

  /// Hands on plain bytes, or else all content.
  mutating func handOn(_ plain: Span<UInt8>?, to body: BlockDecoder.Body) throws {
    if let plain { return try body(plain) }
    let content = start..<filled
    clear()
    try body(bytes.span.extracting(content))
  }

  /// Copies as many bytes as there is room for and returns how many.
  mutating func take(_ input: Span<UInt8>) -> Int {
    let taken = min(input.count, bytes.count - filled)
    unsafe bytes.withUnsafeMutableBytes { room in
      unsafe input.extracting(0..<taken).withUnsafeBytes { given in
        unsafe UnsafeMutableRawBufferPointer(rebasing: room[filled..<filled + taken])
          .copyMemory(from: given)
      }
    }
    filled += taken
    return taken
  }

  /// Makes the buffer larger, keeping the content.
  mutating func grow(to size: Int) {
    bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
  }
}
