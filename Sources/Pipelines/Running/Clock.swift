public import Bytes
import FoundationEssentials

/// The wall clock, read by commands alone: inside the logic time is a parameter.
public enum Clock {
  private static let start = ContinuousClock.now

  /// The present moment, to the microsecond.
  public static func now() -> Timestamp {
    let microseconds = (Date().timeIntervalSince1970 * 1e6).rounded(.down)
    return Timestamp(nanoseconds: Int64(microseconds) * 1000)
  }

  /// Seconds of a clock that never goes back, for how long work took.
  public static func seconds() -> Double {
    Double((ContinuousClock.now - start).nanoseconds) / 1e9
  }
}
