import Bytes
import Foundation
import TestKit

/// A line of a log, and when what it tells happened.
struct NightLine {
  /// Seconds after the first midnight.
  var second: Int
  /// The line with its end; two lines where a request came twice in one second.
  var text: String
}

extension NightWorld {
  /// The requests of an access log and the events of a collector's, each in the order of time.
  ///
  /// No two lines are alike, so that files are alike where they are copies; two hits of one second stand in
  /// one ``NightLine``. Ids of events come twice now and then.
  mutating func traffic() -> (requests: [NightLine], events: [NightLine]) {
    let shared = (0..<4).map { _ in Int.random(in: 0..<(seconds / 60), using: &generator) * 60 }
    var requests: [NightLine] = []
    var events: [NightLine] = []
    for _ in 0..<(visitors.count * Int.random(in: 2...5, using: &generator)) {
      var second = Int.random(in: 0..<seconds, using: &generator)
      // Many visits share a minute.
      if generator.isTrue(outOf: 10, 3), let minute = shared.randomElement(using: &generator) {
        second = minute + Int.random(in: 0..<60, using: &generator)
      }
      let visitor = visitors.randomElement(using: &generator) ?? ""
      let login = hasLogins && generator.isTrue(outOf: 10, 4)
      let customer = login ? customers.randomElement(using: &generator) : nil
      for _ in 0..<Int.random(in: 1...5, using: &generator) where second < seconds {
        if generator.isTrue(outOf: 2, 1) {
          requests.append(request(second, visitor, number: requests.count))
        } else {
          events.append(event(second, visitor, customer, number: events.count))
        }
        second += [0, 1, 60, 600, 1199, 1200, 1201, 1801].randomElement(using: &generator) ?? 0
      }
    }
    return (requests.sorted { $0.second < $1.second }, events.sorted { $0.second < $1.second })
  }

  private mutating func request(_ second: Int, _ visitor: String, number: Int) -> NightLine {
    let pages = [
      "/", "/list", "/item?q=shoe&token=x", "/checkout/done", "/?utm_campaign=a",
      "/?utm_medium=email", "/?gclid=x", "/a%40b.example/c?utm_medium=cpc",
    ]
    let page = marked(pages.randomElement(using: &generator) ?? "/", "r\(number)")
    let agent = agent()
    let referrer = referrer() ?? "-"
    let moment = NightWorld.moment(second)
    let time = "\(moment.dropFirst(8).prefix(2))/Mar/2026:\(moment.dropFirst(11).prefix(8)) +0000"
    let line =
      #"198.51.100.7 - - [\#(time)] "GET \#(page) HTTP/1.1" 200 \#(number + 100) "\#(referrer)" "\#(agent)" "_actmu=\#(visitor)""#
      + "\n"
    return NightLine(second: second, text: generator.isTrue(outOf: 10, 1) ? line + line : line)
  }

  /// A page with a mark of its line, where lines have such.
  private func marked(_ page: String, _ mark: String) -> String {
    marksLines ? "\(page)\(page.contains("?") ? "&" : "?")q=mark-\(mark)" : page
  }

  private mutating func agent() -> String {
    let agents = [
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
      "Googlebot/2.1",
    ]
    return agents.randomElement(using: &generator) ?? ""
  }

  private mutating func referrer() -> String? {
    let referrers = [
      nil, nil, "https://www.google.com/search?q=a", "https://shop.example/list",
      "https://u:p@t.co/x?utm_medium=email", "android-app://com.google.android.gm/",
    ]
    return referrers.randomElement(using: &generator) ?? nil
  }

  private mutating func event(
    _ second: Int, _ visitor: String, _ customer: String?, number: Int
  ) -> NightLine {
    let names = ["page_viewed", "page_viewed", "form_submitted", "chat_opened"]
    let time = NightWorld.moment(second).dropLast()
    var fields = [
      #""customerCookieId":"\#(visitor)""#, #""seq":\#(number)"#,
      #""eventName":"\#(names.randomElement(using: &generator) ?? "")""#,
      #""createdDate":"\#(time).\#(generator.isTrue(outOf: 3, 1) ? "500" : "000")Z""#,
    ]
    var page = generator.isTrue(outOf: 3, 1) ? "/checkout/done" : "/"
    if generator.isTrue(outOf: 2, 1) {
      page = "https://shop.example/?utm_medium=social&x=\(number)"
    }
    fields.append(#""page":{"url":"\#(marked(page, "e\(number)"))","title":"T"}"#)
    if generator.isTrue(outOf: 2, 1) { fields.append(#""userAgentString":"\#(agent())""#) }
    if let referrer = referrer() { fields.append(#""referrerUrl":"\#(referrer)""#) }
    if !generator.isTrue(outOf: 10, 1) {
      let isAgain = number > 0 && generator.isTrue(outOf: 10, 1)
      fields.append(
        #""id":"e\#(isAgain ? Int.random(in: 0..<number, using: &generator) : number)""#)
    }
    if let customer, generator.isTrue(outOf: 10, 8) {
      fields.append(#""customerId":"\#(customer)""#)
      fields.append(#""traits":{"email":{"dataType":"string","value":"\#(customer)"}}"#)
    }
    if generator.isTrue(outOf: 10, 2) {
      fields.append(#""attributes":{"total":{"dataType":"number","value":"\#(number).5"}}"#)
    }
    if generator.isTrue(outOf: 10, 1) { fields.append(#""consent":{"gpc":"1"}"#) }
    return NightLine(second: second, text: "{\(fields.joined(separator: ","))}\n")
  }
}
