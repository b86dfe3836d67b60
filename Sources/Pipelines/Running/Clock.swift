public import Bytes
import FoundationEssentials

/// The wall clock, read by commands alone: inside the logic time is a parameter.
public enum Clock {
  private static let start = ContinuousClock.now

  /// The present moment, to the second.
  public static func now() -> Timestamp {
    Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970) * 1_000_000_000)
  }

  /// Seconds of a clock that never goes back, for how long work took.
  public static func seconds() -> Double {
    Double((ContinuousClock.now - start).nanoseconds) / 1e9
  }
}
