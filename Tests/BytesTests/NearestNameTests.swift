import Bytes
import Testing

@Suite("The nearest name")
struct NearestNameTests {
  static let names = ["support", "sales", "marketing"]

  @Test(
    "is the one that the fewest edits make, whatever the case and with neighbours swapped",
    arguments: [
      ("sale", "sales"), ("SALES", "sales"), ("slaes", "sales"), ("marketin", "marketing"),
    ])
  func near(_ word: String, _ expected: String) {
    #expect(nearestName(to: word, in: Self.names) == expected)
  }

  @Test("is none where more than a third of the letters differ", arguments: ["", "x", "profiling"])
  func far(_ word: String) {
    #expect(nearestName(to: word, in: Self.names) == nil)
  }

  @Test("is the first of those that are equally near")
  func first() {
    #expect(nearestName(to: "cat", in: ["bat", "car"]) == "bat")
  }
}
