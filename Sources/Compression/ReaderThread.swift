#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// A thread of the system that does one piece of work and is waited for.
struct ReaderThread {
  private let thread: pthread_t

  /// Starts `work`, which reads the input called `name`.
  ///
  /// - Throws: ``ReadError`` where the system gives no thread.
  init(of name: String, _ work: @escaping @Sendable () -> Void) throws(ReadError) {
    let handed = unsafe Unmanaged.passRetained(Work(run: work))
    var thread = pthread_t()
    let status = unsafe pthread_create(
      &thread, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, handed.toOpaque())
    guard status == 0 else {
      unsafe handed.release()
      throw ReadError(file: name, fault: .notReadable(errno: status))
    }
    self.thread = thread
  }

  /// Waits until the work is done; to be called once.
  func join() {
    let status = pthread_join(thread, nil)
    precondition(status == 0, "a thread can't be waited for: error \(status)")
  }
}

/// What the new thread gets.
private final class Work: Sendable {
  let run: @Sendable () -> Void

  init(run: @escaping @Sendable () -> Void) { self.run = run }
}
