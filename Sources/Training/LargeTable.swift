import CIntrinsics

/// Memory for a table that is read and written all over: in large pages, where the system has them.
@safe
final class LargeTable<Element: BitwiseCopyable>: @unchecked Sendable {
  let count: Int
  let start: UnsafeMutablePointer<Element>

  /// A table of `count` times `element`.
  init(repeating element: Element, count: Int) {
    let memory = unsafe allocateLargePages(count * MemoryLayout<Element>.stride)
    unsafe start = memory.initializeMemory(as: Element.self, repeating: element, count: count)
    self.count = count
  }

  deinit { unsafe start.deallocate() }
}

/// Memory that lies in large pages, where the system has them, but for its end.
func allocateLargePages(_ bytes: Int) -> UnsafeMutableRawPointer {
  let page = 2 << 20
  let memory = UnsafeMutableRawPointer.allocate(
    byteCount: max(1, bytes), alignment: bytes < page ? 64 : page)
  unsafe sojourn_prefer_large_pages(memory, bytes / page * page)
  return unsafe memory
}
