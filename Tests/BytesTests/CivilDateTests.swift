import Bytes
import Testing

@Suite("days of the calendar")
struct CivilDateTests {
  @Test("every day from year 1 to 9999 follows the day before, there and back")
  func everyDay() throws {
    var number = try #require(CivilDate(year: 1, month: 1, day: 1)).dayNumber
    #expect(number == -719_162)
    for year in 1...9999 {
      for month in 1...12 {
        for day in 1...CivilDate.days(inMonth: month, of: year) {
          let date = CivilDate(dayNumber: number)
          guard date.year == year, date.month == month, date.day == day, date.dayNumber == number
          else {
            Issue.record("\(year)-\(month)-\(day) is \(date) by its number \(number)")
            return
          }
          number += 1
        }
      }
    }
    #expect(number == 2_932_897)
  }

  @Test(
    "known days have their number, weekday and text",
    arguments: [
      ("1970-01-01", 0, 3), ("1969-12-31", -1, 2), ("2000-02-29", 11_016, 1),
      ("2026-11-23", 20_780, 0), ("1900-03-01", -25_508, 3), ("9999-12-31", 2_932_896, 4),
    ])
  func known(text: String, number: Int, weekday: Int) throws {
    let date = try #require(CivilDate(text))
    #expect(date.dayNumber == number)
    #expect(date.weekday == weekday)
    #expect(date.isoDate == text)
    #expect(date.year > 2261 || Timestamp(text)?.dayNumber == number)
  }

  @Test(
    "days that the calendar does not have are refused",
    arguments: [
      "2023-02-29", "1900-02-29", "2100-02-29", "2026-04-31", "2026-00-10", "2026-13-10",
      "2026-01-00", "2026-01-32", "0000-01-01", "2026-1-01", "2026-01-1", "20260101", "2026-01-011",
      "2026-01-0a", "", "-026-01-01",
    ])
  func refused(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test("the last nanosecond of a day lies in it, before and after 1970")
  func dayNumbers() {
    let day: Int64 = 86_400_000_000_000
    for number in [-2, -1, 0, 1] {
      #expect(Timestamp(nanoseconds: Int64(number) * day).dayNumber == number)
      #expect(Timestamp(nanoseconds: Int64(number + 1) * day - 1).dayNumber == number)
    }
  }
}
