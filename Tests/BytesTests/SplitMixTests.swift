import Bytes
import Testing

@Suite("Random numbers")
struct SplitMixTests {
  @Test("are those of the reference generator for the same seed")
  func reference() {
    var numbers = SplitMix(seed: 1_234_567)
    let drawn = (0..<3).map { _ in numbers.next() }
    #expect(
      drawn == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }
}
