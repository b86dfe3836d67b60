import Bytes
import TestKit
import Testing

@Suite("Texts that come again and again")
struct MemoTests {
  /// Texts of which some come often, with and without bytes.
  private static func texts(_ count: Int, seed: UInt64) -> [[UInt8]] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let number = Int.random(in: 0..<Int.random(in: 1...200, using: &random), using: &random)
      return Array(String(repeating: "\(number)", count: number % 7).utf8)
    }
  }

  @Test(
    "a memo numbers texts as they come, and begins anew when there is no room for another",
    arguments: [(1, 1), (1, 1000), (5, 40), (64, 10_000), (10_000, 60), (10_000, 100_000)])
  func numbers(maximumCount: Int, maximumBytes: Int) {
    var memo = ByteMemo(maximumCount: maximumCount, maximumBytes: maximumBytes)
    var known: [[UInt8]: Int] = [:]
    for text in Self.texts(5000, seed: 1) {
      let entry = memo.entry(of: text.span)
      if entry.isNew {
        let bytes = known.keys.reduce(text.count) { $0 + $1.count }
        let isFull = known.count == maximumCount || bytes > maximumBytes
        if isFull { known = [:] }
        #expect(known[text] == nil && entry.number == known.count)
        known[text] = entry.number
      } else {
        #expect(known[text] == entry.number)
      }
      #expect(memo.count == known.count)
    }
  }

  @Test("a text that is longer than a memo has room for is known, alone")
  func tooLong() {
    var memo = ByteMemo(maximumCount: 10, maximumBytes: 4)
    let long = Array("a longer text".utf8)
    for (text, isNew) in [([1], true), (long, true), (long, false), ([1], true)] {
      let entry = memo.entry(of: text.span)
      #expect(entry.number == 0 && entry.isNew == isNew)
    }
    memo.removeAll()
    #expect(memo.count == 0 && memo.entry(of: long.span).isNew)
  }

  @Test("looking ahead changes no number", arguments: [3, 1000])
  func lookAhead(maximumCount: Int) {
    var plain = ByteMemo(maximumCount: maximumCount, maximumBytes: 1000)
    var ahead = plain
    var work = LookAhead()
    let texts = Self.texts(2000, seed: 2)
    for begin in stride(from: 0, to: texts.count, by: 16) {
      var all: [UInt8] = []
      let ranges = texts[begin..<begin + 16].map { all.store($0.span) }
      ahead.lookAhead(ranges.span, in: all.span, &work)
      for (place, text) in texts[begin..<begin + 16].enumerated() {
        #expect(plain.entry(of: text.span) == ahead.entry(of: text.span, hash: work.hashes[place]))
      }
    }
  }

  @Test("a map by offset says what was said last, however it grows")
  func offsets() {
    var map = OffsetMap(empty: 0)
    var random = SeededGenerator(seed: 3)
    for _ in 0..<3 {
      var known: [UInt32: Int] = [:]
      for value in 0..<2000 {
        let offset = UInt32.random(in: 0..<UInt32.max, using: &random) >> UInt32(value % 28)
        map[offset] = value
        known[offset] = value
      }
      map[UInt32.max - 1] = -1
      known[UInt32.max - 1] = -1
      #expect(map.count == known.count)
      for (offset, value) in known { #expect(map[offset] == value) }
      for offset in UInt32(0)..<2000 where known[offset] == nil { #expect(map[offset] == nil) }
      map.removeAll()
      #expect(map.count == 0 && known.keys.allSatisfy { map[$0] == nil })
    }
  }

  @Test(
    "shared texts stand where they are said to, once while they are known", arguments: [2, 500])
  func sharedTexts(maximumCount: Int) {
    var shared = SharedTexts(maximumCount: maximumCount, maximumBytes: 1 << 20)
    var buffer: [UInt8] = []
    let texts = Self.texts(3000, seed: 4)
    for text in texts {
      let place = shared.store(text.span, in: &buffer)
      #expect(Array(buffer[place.indices]) == text)
      let count = buffer.count
      #expect(shared.store(text.span, in: &buffer) == place && buffer.count == count)
    }
    let once = Set(texts).reduce(0) { $0 + $1.count }
    #expect(maximumCount < 200 ? buffer.count > once : buffer.count == once)
    shared.removeAll()
    buffer = [7]
    #expect(shared.store([1, 2].span, in: &buffer) == ByteRange(1, 3))
  }

  @Test("copied texts stand once for each place of theirs")
  func copiedTexts() {
    let source = Array("ababc".utf8)
    var copied = CopiedTexts()
    var target = Array("x".utf8)
    let places = [(0, 2), (2, 4), (0, 2), (0, 3), (0, 0), (0, 3)].map { start, end in
      copied.copy(ByteRange(start, end), of: source.span, to: &target)
    }
    #expect(String(decoding: target, as: UTF8.self) == "xabababa")
    #expect(places[0] == places[2] && places[3] == places[5] && places[4] == .none)
    let texts = places.map { String(decoding: target[$0.indices], as: UTF8.self) }
    #expect(texts == ["ab", "ab", "ab", "aba", "", "aba"])
  }

  @Test("a pool is told from all others until it is emptied")
  func pools() {
    var first = TextPool()
    let second = TextPool()
    let identity = first.identity
    #expect(identity != second.identity && identity != 0)
    first.bytes.append(1)
    #expect(first.identity == identity)
    first.removeAll()
    #expect(first.bytes.isEmpty && ![identity, second.identity].contains(first.identity))
  }
}

@Suite("Digits and hashes")
struct DigitAndHashTests {
  @Test("four bytes become eight hexadecimal digits", arguments: 0..<256)
  func digits(byte: Int) {
    let word = UInt32(byte) | UInt32(255 - byte) << 8 | UInt32(byte / 16) << 16 | 0xA900_0000
    let digits = hexDigits(word)
    let text = unsafe withUnsafeBytes(of: digits) { unsafe String(decoding: $0, as: UTF8.self) }
    let expected = [byte, 255 - byte, byte / 16, 0xA9].flatMap { value in
      [hexDigit(UInt8(value >> 4)), hexDigit(UInt8(value & 15))]
    }
    #expect(text == String(decoding: expected, as: UTF8.self))
  }

  @Test("a hash hangs on the seed, the length and every bit, and not on where the text lies")
  func hashes() {
    var random = SeededGenerator(seed: 5)
    for count in 0..<40 {
      var text = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let hash = foldedHash(text.span, seed: 9)
      #expect(foldedHash(text.span, seed: 8) != hash)
      #expect(foldedHash((text + [0]).span, seed: 9) != hash)
      let moved = [1, 2, 3] + text
      #expect(foldedHash(moved.span.extracting(3..<moved.count), seed: 9) == hash)
      for bit in 0..<count * 8 {
        text[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(foldedHash(text.span, seed: 9) != hash, "bit \(bit) of \(count) bytes")
        text[bit / 8] ^= 1 << UInt8(bit % 8)
      }
    }
  }

  @Test("a range that begins past what 32 bits can say ends the program")
  func farRange() async {
    await #expect(processExitsWith: .failure) { _ = ByteRange(1 << 32, 1 << 32 + 1) }
  }
}

@Suite("numbers of texts by their places")
struct PlaceInternerTests {
  @Test(
    "they are those that the texts alone give, also where two begin at one place", arguments: 1...5)
  func numbers(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let text = (0..<200).map { _ in UInt8.random(in: 0...2, using: &generator) }
    var byPlace = PlaceInterner()
    var byText = ByteInterner()
    for _ in 0..<3000 {
      let start = Int.random(in: 0..<190, using: &generator)
      let range = ByteRange(start, start + Int.random(in: 0...4, using: &generator))
      let (number, isNew) = byPlace.number(of: range, in: text.span)
      #expect((number, isNew) == byText.number(of: range, in: text.span))
    }
    #expect(byPlace.ranges == byText.ranges)
  }
}
