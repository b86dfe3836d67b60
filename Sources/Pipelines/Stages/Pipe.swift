#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The pipes between stages.
enum Pipe {
  /// How much a pipe is asked to hold: what an unprivileged process may have on Linux.
  private static let bytes: Int32 = 1 << 20

  /// Lets a pipe hold more, so that its two ends wait for one another less often; anything else, and
  /// a system that grants no more, stays as it is.
  static func widen(_ descriptor: Int32) {
    #if os(Linux)
      // Not in the C library's headers as Swift sees them: F_SETPIPE_SZ of <linux/fcntl.h>.
      let setPipeSize: Int32 = 1031
      _ = fcntl(descriptor, setPipeSize, bytes)
    #endif
  }
}
