import Dispatch
import Synchronization

/// Does work on each of `count` places, in their order of beginning, on at most `width` threads.
///
/// The work must be free of order: what one place does may not hang on another having been done.
func inParallel(count: Int, width: Int, _ work: @Sendable (Int) -> Void) {
  let width = min(max(width, 1), count)
  guard width > 1 else {
    for place in 0..<count { work(place) }
    return
  }
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: width) { _ in
    while true {
      let place = next.add(1, ordering: .relaxed).oldValue
      guard place < count else { return }
      work(place)
    }
  }
}

/// The results of work on each of `count` places, by place, made on at most `width` threads.
package func mapInParallel<Result: Sendable>(
  count: Int, width: Int, _ work: @Sendable (Int) -> Result
) -> [Result] {
  let results = Mutex([Result?](repeating: nil, count: count))
  inParallel(count: count, width: width) { place in
    let result = work(place)
    results.withLock { $0[place] = result }
  }
  return results.withLock { $0.compactMap { $0 } }
}
