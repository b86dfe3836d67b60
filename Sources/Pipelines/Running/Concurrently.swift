/// Does work on each of `count` places with at most `width` at a time.
///
/// - Returns: the results by place, so that their order never depends on timing.
/// - Throws: what the first failing piece of work throws.
func concurrently<Result: Sendable>(
  count: Int, width: Int, _ work: @escaping @Sendable (Int) throws -> Result
) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (Int, Result).self) { group in
    var results = [Result?](repeating: nil, count: count)
    var next = 0
    while next < min(max(width, 1), count) {
      let place = next
      group.addTask { (place, try work(place)) }
      next += 1
    }
    while let (place, result) = try await group.next() {
      results[place] = result
      guard next < count else { continue }
      let following = next
      group.addTask { (following, try work(following)) }
      next += 1
    }
    return results.compactMap { $0 }
  }
}
