/// What a statement says, without who said it and when, by numbers of names.
///
/// Most statements share their wording with millions of others, so that each of them needs but a
/// number for it; only evidence and the other id of a link make one of their own.
package struct Wording: Equatable, Sendable {
  package var controller: UInt32 = 0
  package var purpose: UInt32 = 0
  package var notice: UInt32 = 0
  package var method: UInt32 = 0
  package var evidence: UInt32 = 0
  /// The other id of a link; 0 for all else.
  package var other: UInt32 = 0
  package var action = Statement.Action.link
  package var marks: Statement.Marks = []

  fileprivate func hash(_ seed: HashSeed) -> UInt64 {
    seed.hash(
      UInt64(controller) << 32 | UInt64(purpose), UInt64(notice) << 32 | UInt64(method),
      UInt64(evidence) << 32 | UInt64(other),
      UInt64(action.rawValue) << 8 | UInt64(marks.rawValue))
  }
}

/// Wordings, each kept once and known by the number of its first coming.
package struct WordingTable: Sendable {
  package private(set) var all: [Wording] = []
  private var slots: [UInt32] = Array(repeating: 0, count: 16)
  private var last = Wording()
  private var lastNumber: UInt32 = .max
  private let seed = HashSeed.ofProcess

  package subscript(number: UInt32) -> Wording { all[Int(number)] }

  /// The number of a wording, which is added where it is new.
  mutating func insert(_ wording: Wording) -> UInt32 {
    if wording == last, lastNumber != .max { return lastNumber }
    if (all.count + 1) * 4 > slots.count * 3 { grow() }
    var at = place(wording)
    while slots[at] != 0, all[Int(slots[at]) - 1] != wording { at = next(at) }
    if slots[at] == 0 {
      all.append(wording)
      slots[at] = UInt32(all.count)
    }
    last = wording
    lastNumber = slots[at] - 1
    return lastNumber
  }

  /// The wording that was given last.
  var latest: Wording { last }

  private func place(_ wording: Wording) -> Int {
    Int(truncatingIfNeeded: wording.hash(seed)) & (slots.count - 1)
  }

  private func next(_ place: Int) -> Int { (place + 1) & (slots.count - 1) }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (number, wording) in all.enumerated() {
      var at = place(wording)
      while slots[at] != 0 { at = next(at) }
      slots[at] = UInt32(number + 1)
    }
  }
}
