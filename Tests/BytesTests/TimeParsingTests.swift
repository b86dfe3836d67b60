import Bytes
import Testing

@Suite("times")
struct TimeParsingTests {
  /// How a text is to be read.
  enum Form: Sendable { case rfc3339, commonLog, epoch, epochMilliseconds, epochMicroseconds }

  struct Row: CustomTestStringConvertible, Sendable {
    let form: Form
    let text: String
    /// The time as it is printed; nil where the text is refused.
    let printed: String?
    var testDescription: String { "\(form) \(text)" }

    init(_ form: Form, _ text: String, _ printed: String?) {
      self.form = form
      self.text = text
      self.printed = printed
    }
  }

  static func parse(_ form: Form, _ text: String) -> RecordTime? {
    let bytes = Array(text.utf8)
    return switch form {
    case .rfc3339: RecordTime(rfc3339: bytes.span)
    case .commonLog: RecordTime(commonLog: bytes.span)
    case .epoch: RecordTime(epoch: bytes.span)
    case .epochMilliseconds: RecordTime(epoch: bytes.span, scaleDigits: 3)
    case .epochMicroseconds: RecordTime(epoch: bytes.span, scaleDigits: 6)
    }
  }

  static let accepted: [Row] = [
    Row(.rfc3339, "2026-11-22T10:15:30Z", "2026-11-22T10:15:30Z"),
    Row(.rfc3339, "2026-11-22t10:15:30z", "2026-11-22T10:15:30Z"),
    Row(.rfc3339, "2026-11-22 10:15:30.1Z", "2026-11-22T10:15:30.1Z"),
    Row(.rfc3339, "2026-11-22T10:15:30.000Z", "2026-11-22T10:15:30.000Z"),
    Row(.rfc3339, "2026-11-22T10:15:30,25Z", "2026-11-22T10:15:30.25Z"),
    Row(.rfc3339, "2026-11-22T10:15:30.123456789Z", "2026-11-22T10:15:30.123456789Z"),
    Row(.rfc3339, "2026-11-22T10:15:30.1234567899Z", "2026-11-22T10:15:30.123456789Z"),
    Row(.rfc3339, "2026-11-22T10:15:30+02:00", "2026-11-22T08:15:30Z"),
    Row(.rfc3339, "2026-11-22T10:15:30-0530", "2026-11-22T15:45:30Z"),
    Row(.rfc3339, "2026-11-22T10:15:30-00:00", "2026-11-22T10:15:30Z"),
    Row(.rfc3339, "2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"),
    Row(.rfc3339, "2024-02-29T23:59:59-01:00", "2024-03-01T00:59:59Z"),
    Row(.rfc3339, "2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"),
    Row(.rfc3339, "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    Row(.rfc3339, "2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.5Z"),
    Row(.rfc3339, "1969-12-31T23:59:59.750Z", "1969-12-31T23:59:59.750Z"),
    Row(.rfc3339, "1678-01-01T00:00:00Z", "1678-01-01T00:00:00Z"),
    Row(.rfc3339, "2261-12-31T23:59:59.999999999Z", "2261-12-31T23:59:59.999999999Z"),
    Row(.commonLog, "10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z"),
    Row(.commonLog, "29/Feb/2024:00:00:00 +0000", "2024-02-29T00:00:00Z"),
    Row(.commonLog, "01/Jan/2026:00:15:00 +0545", "2025-12-31T18:30:00Z"),
    Row(.commonLog, "30/Jun/2015:23:59:60 +0000", "2015-07-01T00:00:00Z"),
    Row(.commonLog, "31/Dec/1999:23:59:59 -1200", "2000-01-01T11:59:59Z"),
    Row(.epoch, "0", "1970-01-01T00:00:00Z"),
    Row(.epoch, "1703373474.8155608", "2023-12-23T23:17:54.8155608Z"),
    Row(.epoch, "1703373474.000", "2023-12-23T23:17:54.000Z"),
    Row(.epoch, "1703373474.12345678999", "2023-12-23T23:17:54.123456789Z"),
    Row(.epochMilliseconds, "1703373474815", "2023-12-23T23:17:54.815Z"),
    Row(.epochMilliseconds, "1703373474815.5", "2023-12-23T23:17:54.8155Z"),
    Row(.epochMicroseconds, "1703373474815560", "2023-12-23T23:17:54.815560Z"),
  ]

  static let refused: [Row] =
    [
      "", "2026-11-22", "2026-11-22T10:15:30", "2026-11-22T10:15Z", "2026-11-22T24:00:00Z",
      "2026-11-22T10:60:00Z", "2026-11-22T10:15:61Z", "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-02-29T00:00:00Z",
      "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "0000-01-01T00:00:00Z",
      "2026-11-22T10:15:30.Z", "2026-11-22T10:15:30.1", "2026-11-22T10:15:30Z ",
      " 2026-11-22T10:15:30Z", "2026-11-22T10:15:30+24:00", "2026-11-22T10:15:30+02:60",
      "2026-11-22T10:15:30+02", "2026-11-22T10:15:30+2:00", "2026-11-22T10:15:30+02:0",
      "2026-11-22T10:15:30 +02:00", "2026/11/22T10:15:30Z", "2026-11-22X10:15:30Z",
      "+026-11-22T10:15:30Z", "2026-1١-22T10:15:30Z", "1677-01-01T00:00:00Z",
      "2263-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    ].map { Row(.rfc3339, $0, nil) }
    + [
      "", "10/oct/2000:13:55:36 -0700", "10/Okt/2000:13:55:36 -0700", "10/Oct/2000:13:55:36",
      "30/Feb/2024:00:00:00 +0000", "29/Feb/2023:00:00:00 +0000", "00/Jan/2024:00:00:00 +0000",
      "10/Oct/2000:24:55:36 -0700", "10/Oct/2000 13:55:36 -0700", "10/Oct/2000:13:55:36 0700 ",
      "10/Oct/2000:13:55:36 -07:0", "10/Oct/2000:13:55:36 -2500", "1/Oct/2000:13:55:36 -07000",
      "[10/Oct/2000:13:55:36 -0700",
    ].map { Row(.commonLog, $0, nil) }
    + [
      "", ".5", "1.", "-1", "+1", "1e9", "1,5", "1.2.3", " 1", "9300000000", "18446744073709551616",
      "9223372036.854775808",
    ].map { Row(.epoch, $0, nil) } + [Row(.epochMilliseconds, "9223372036855", nil)]

  @Test("are read to the moment and the digits that were written", arguments: accepted)
  func accepts(row: Row) {
    let time = TimeParsingTests.parse(row.form, row.text)
    #expect(time?.description == row.printed)
  }

  @Test("that are none, or can't be held, are refused", arguments: refused)
  func refuses(row: Row) {
    #expect(TimeParsingTests.parse(row.form, row.text) == nil)
  }

  @Test("no cut-short time is read as one", arguments: accepted.filter { $0.form != .epoch })
  func cutShort(row: Row) {
    guard row.form == .rfc3339 || row.form == .commonLog else { return }
    for length in 0..<row.text.utf8.count {
      let cut = String(decoding: row.text.utf8.prefix(length), as: UTF8.self)
      #expect(TimeParsingTests.parse(row.form, cut) == nil, "\(cut)")
    }
  }

  @Test("what is printed is read back as the same time")
  func roundTrip() throws {
    var state: UInt64 = 4
    for round in 0..<2_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let digits = UInt8(state >> 60) % 10
      var start = Timestamp(nanoseconds: Int64(bitPattern: state) / 2)
      let unit = RecordTime(start: start, fractionDigits: digits).resolution
      start.nanoseconds -= start.nanoseconds % unit
      let time = RecordTime(start: start, fractionDigits: digits)
      #expect(RecordTime(time.description) == time, "seed 4, round \(round)")
      #expect(Timestamp(start.description) == start, "seed 4, round \(round)")
    }
  }

  @Test(
    "the ends of what can be held are printed and read back",
    arguments: [Int64.min, .min + 1, -1, 0, .max])
  func ends(nanoseconds: Int64) {
    let time = Timestamp(nanoseconds: nanoseconds)
    #expect(Timestamp(time.description) == time)
    #expect(time.seconds == Int64((Double(nanoseconds) / 1e9).rounded(.down)))
  }

  @Test("a resolution is that of the last digit, and a time ends that much later")
  func resolution() throws {
    for (text, nanoseconds) in [
      ("2026-11-22T10:15:30Z", Int64(1_000_000_000)), ("2026-11-22T10:15:30.1Z", 100_000_000),
      ("2026-11-22T10:15:30.123Z", 1_000_000), ("2026-11-22T10:15:30.123456789Z", 1),
    ] {
      let time = try #require(RecordTime(text))
      #expect(time.resolution == nanoseconds)
      #expect(time.end.nanoseconds - time.start.nanoseconds == nanoseconds)
    }
    #expect(RecordTime(start: .distantFuture, fractionDigits: 0).end == .distantFuture)
  }

  @Test("a day and a time of day apart, in UTC")
  func utcParts() {
    func read(_ date: String, _ time: String) -> String? {
      RecordTime(utcDate: Array(date.utf8).span, time: Array(time.utf8).span)?.description
    }
    #expect(read("2026-11-22", "10:15:30") == "2026-11-22T10:15:30Z")
    #expect(read("2026-11-22", "10:15:30.25") == "2026-11-22T10:15:30.25Z")
    #expect(read("2026-11-22", "10:15:30Z") == nil)
    #expect(read("2026-11-22 ", "10:15:30") == nil)
    #expect(read("2026-11-2", "10:15:30") == nil)
    #expect(RecordTime("2024-02-29")?.description == "2024-02-29T00:00:00Z")
    #expect(RecordTime("2023-02-29") == nil)
  }

  @Test("sums are held within what can be held")
  func saturation() {
    #expect(Timestamp.distantFuture.advanced(byNanoseconds: 1) == .distantFuture)
    #expect(Timestamp.distantPast.advanced(byNanoseconds: -1) == .distantPast)
    #expect(Timestamp.distantFuture.nanoseconds(since: .distantPast) == .max)
    #expect(Timestamp.distantPast.nanoseconds(since: .distantFuture) == .min)
    #expect(Timestamp(seconds: .max) == nil)
    #expect(Timestamp(seconds: 1, nanoseconds: 5)?.nanoseconds == 1_000_000_005)
  }
}
