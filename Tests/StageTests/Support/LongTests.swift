import Foundation

/// Tests that try many cases: a few in everyday runs, many where `SOJOURN_LONG_TESTS` is set.
enum LongTests {
  static let isOn = ProcessInfo.processInfo.environment["SOJOURN_LONG_TESTS"] != nil

  /// How many cases to try.
  static func count(short: Int, long: Int) -> Int { isOn ? long : short }
}
