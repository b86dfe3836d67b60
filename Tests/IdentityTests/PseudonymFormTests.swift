import Bytes
import Identity
import TestKit
import Testing

@Suite("A pseudonym")
struct PseudonymFormTests {
  private func random(_ count: Int, seed: UInt64) -> [Pseudonym] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      Pseudonym(first: generator.next(), second: generator.next())
    }
  }

  @Test("is its bytes and its 32 digits, either way")
  func roundTrip() {
    for one in random(500, seed: 3) {
      #expect(Pseudonym(one.bytes.span) == one)
      #expect(Pseudonym(([0xFF] + one.bytes + [0xFF]).span, at: 1) == one)
      #expect(Pseudonym(text: Array(one.text.utf8).span) == one)
      let digits = one.bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }
      #expect(Array(one.text.utf8) == digits)
    }
  }

  @Test(
    "is read from 32 lower-case digits and nothing else",
    arguments: [
      "", "0", String(repeating: "0", count: 31), String(repeating: "0", count: 33),
      String(repeating: "0", count: 64), String(repeating: "A", count: 32),
      String(repeating: "0", count: 31) + "F", String(repeating: "0", count: 31) + "g",
      String(repeating: "0", count: 31) + " ", "0x" + String(repeating: "0", count: 30),
    ])
  func otherTexts(_ text: String) {
    #expect(Pseudonym(text: Array(text.utf8).span) == nil)
  }

  @Test("sorts by its bytes, which is by its digits too")
  func order() {
    var all = random(300, seed: 4)
    // Neighbours that differ in one byte each.
    for place in 0..<Pseudonym.byteCount {
      var bytes = [UInt8](repeating: 7, count: Pseudonym.byteCount)
      bytes[place] = 8
      all.append(Pseudonym(bytes.span))
    }
    let sorted = all.sorted()
    #expect(sorted.map(\.text) == all.map(\.text).sorted())
    for (a, b) in zip(sorted, sorted.dropFirst()) {
      #expect(a.bytes.lexicographicallyPrecedes(b.bytes))
      #expect(!(b < a))
    }
  }
}
