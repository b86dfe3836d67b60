import Testing

import Features

@Suite("A growing set of slots")
struct SlotSetTests {
  @Test(
    "is sorted and without repetition, however often it is read in between", arguments: [1, 3, 999])
  func matchesSet(_ readEvery: Int) {
    var set = SlotSet()
    var expected = Set<UInt32>()
    var state: UInt32 = 1
    for step in 0..<5000 {
      state = state &* 1_664_525 &+ 1_013_904_223
      set.insert(state >> 20)
      expected.insert(state >> 20)
      if step % readEvery == 0 {
        set.merge()
        #expect(set.sorted.count == expected.count)
      }
    }
    set.merge()
    #expect(set.sorted == expected.sorted())
  }
}
