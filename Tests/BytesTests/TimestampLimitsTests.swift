import Bytes
import Testing

@Suite("The ends of time")
struct TimestampLimitsTests {
  @Test("the earliest and the latest moment are printed and read again")
  func endsRoundTrip() {
    for moment in [Timestamp.distantPast, .distantFuture, Timestamp(nanoseconds: -1)] {
      #expect(Timestamp(moment.description) == moment)
    }
  }
}
