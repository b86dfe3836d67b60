#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// A value that two threads share: one at a time looks at it or changes it, and each can wait until
/// the other has changed it.
///
/// The mutex and the condition lie at addresses of their own for the whole life of the object, and the
/// value is touched under the mutex only.
@safe
final class Monitor<Value>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var value: Value

  init(_ value: sending Value) {
    self.value = value
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe condition.initialize(to: pthread_cond_t())
    let made = unsafe pthread_mutex_init(mutex, nil) | pthread_cond_init(condition, nil)
    precondition(made == 0, "a mutex or condition can't be made: error \(made)")
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  /// Looks at the value or changes it, and wakes the other thread.
  func change<Found>(_ body: (inout Value) throws -> Found) rethrows -> Found {
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_cond_signal(condition)
      unsafe pthread_mutex_unlock(mutex)
    }
    return try body(&value)
  }

  /// Asks `body` until it finds what it looks for, waiting for a change in between.
  func wait<Found>(_ body: (inout Value) throws -> Found?) rethrows -> Found {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      if let found = try body(&value) { return found }
      unsafe pthread_cond_wait(condition, mutex)
    }
  }
}
