/// The values that crosses are made of: one for each recipe that is crossed, where the prefix has it.
struct CrossValues: Sendable {
  private var values: [[UInt8]]
  private var isThere: [Bool]

  init(count: Int) {
    values = [[UInt8]](repeating: [], count: count)
    isThere = [Bool](repeating: false, count: count)
  }

  /// The value at a place; nil where the prefix has none.
  subscript(_ place: Int) -> [UInt8]? { isThere[place] ? values[place] : nil }

  mutating func set(_ place: Int, _ value: ArraySlice<UInt8>) {
    values[place].removeAll(keepingCapacity: true)
    values[place].append(contentsOf: value)
    isThere[place] = true
  }

  mutating func remove(_ place: Int) {
    isThere[place] = false
  }

  mutating func removeAll() {
    for place in isThere.indices { isThere[place] = false }
  }
}
