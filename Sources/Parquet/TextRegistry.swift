import Bytes

/// Texts that the caller appends by number, and their codes in the row group that is being filled.
struct TextRegistry: Sendable {
  private(set) var texts = DictionaryBuilder()
  /// The code of each number in this row group; `unknown` where it has none yet.
  private(set) var codes: [UInt32] = []

  static let unknown = UInt32.max

  mutating func number(of text: Span<UInt8>) -> Int {
    let number = Int(texts.code(of: text))
    if number == codes.count { codes.append(TextRegistry.unknown) }
    return number
  }

  mutating func set(_ code: UInt32, of number: Int) {
    codes[number] = code
  }

  mutating func forgetCodes() {
    for number in codes.indices { codes[number] = TextRegistry.unknown }
  }
}
