import Bytes

/// The texts of one column in the row group that is being filled: codes of a dictionary, or plain once that
/// does not pay.
struct TextChunk: Sendable {
  private(set) var dictionary = DictionaryBuilder()
  private(set) var codes: [UInt32] = []
  /// Each text after its length in four bytes, where the chunk is plain.
  private(set) var plain: [UInt8] = []
  private(set) var isPlain = false
  private let maximumDictionaryBytes: Int

  /// From how many distinct texts on a dictionary must halve the texts to be kept.
  private static let unquestionedCount = 4096

  init(maximumDictionaryBytes: Int) {
    self.maximumDictionaryBytes = maximumDictionaryBytes
  }

  /// Appends a text and gives its code, which says nothing once the chunk is plain.
  @discardableResult
  mutating func append(_ text: Span<UInt8>) -> UInt32 {
    guard !isPlain else {
      appendPlain(text)
      return 0
    }
    let known = dictionary.count
    let code = dictionary.code(of: text)
    codes.append(code)
    if dictionary.count > known || isWornOut { reconsider() }
    return code
  }

  /// Appends `count` texts of a code that `append` gave in this row group.
  @inline(__always)
  mutating func append(code: UInt32, count: Int) {
    if count == 1 {
      codes.append(code)
    } else {
      codes.append(contentsOf: repeatElement(code, count: count))
    }
  }

  mutating func removeAll() {
    if !dictionary.isEmpty { dictionary.removeAll() }
    codes.removeAll(keepingCapacity: true)
    plain.removeAll(keepingCapacity: true)
    isPlain = false
  }

  /// Whether texts collide more than chance lets them: lookups take a step or less on average.
  @inline(__always)
  private var isWornOut: Bool { dictionary.steps > 8 * codes.count + (1 << 16) }

  private mutating func appendPlain(_ text: Span<UInt8>) {
    plain.append(littleEndian: UInt32(text.count))
    plain.append(text)
  }

  private mutating func reconsider() {
    let isTooBig = dictionary.page.count > maximumDictionaryBytes
    let isIdle =
      dictionary.count > TextChunk.unquestionedCount && dictionary.count * 2 > codes.count
    guard isTooBig || isIdle || isWornOut else { return }
    let page = dictionary.page
    for code in codes {
      let range = dictionary.ranges[Int(code)]
      plain.append(page.span.extracting(range.start - 4..<range.end))
    }
    isPlain = true
    dictionary.removeAll()
    codes.removeAll(keepingCapacity: true)
  }
}
