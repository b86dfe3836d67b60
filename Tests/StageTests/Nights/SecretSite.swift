import Foundation
import TestKit

/// A site whose logs and statements hold strings that may stand nowhere in what runs write or say.
struct SecretSite {
  /// Each string by what it is.
  static let secrets = [
    "visitor": "zvisitor", "login": "zlogin", "user of the server": "zuser",
    "address": "203.0.113.77", "address in IPv6": "2001:db8:77::beef",
    "e-mail": "zmail@zmail.example", "e-mail, encoded": "zcode%40zmail.example",
    "query key": "zkey", "query value": "zvalue", "key in a referrer": "zfrom",
    "fragment": "zfragment", "name in an address": "zname", "other cookie": "zcookie",
    "agent": "ZBrand/77", "trait": "ztrait", "signal": "zsignal", "event's id": "zevent",
    "what is no line": "zbroken", "evidence": "zevidence",
    "page of somebody dropped": "zpage", "kept query of somebody dropped": "zquery",
    "search text of somebody dropped": "zsearch", "title of somebody dropped": "ztitle",
    "attribute of somebody dropped": "zattribute", "campaign of somebody dropped": "zcampaign",
  ]

  static let format =
    #"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i" "%{Cookie}i""#

  /// Of every four visitors three have consent, one of whom is restricted; all have a login.
  static func visitor(_ number: Int) -> String { "zvisitor-\(number)" }
  static func login(_ number: Int) -> String { "zlogin-\(number)" }

  /// Whether nothing of a visitor may be used: what may lie at rest of others is secret here.
  static func isDropped(_ number: Int) -> Bool { number % 4 == 0 }

  private static func agent(_ number: Int) -> String {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 ZBrand/77.\(number)"
  }

  static func statements(_ visitors: Range<Int>) -> String {
    visitors.filter { !isDropped($0) }.flatMap { number in
      let actions = number % 4 == 1 ? ["grant", "restrict"] : ["grant"]
      return [visitor(number), login(number)].flatMap { id in
        actions.map { action in
          #"{"controller":"acme","subject":"\#(id)","purpose":"sales","action":"\#(action)","at":"2026-03-01T00:00:00Z","appendedAt":"2026-03-01T00:00:00Z","notice":"n1","method":"checkbox","evidence":{"form":"zevidence"}}"#
            + "\n"
        }
      }
    }.joined()
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// An access log's lines of a day, a few a visitor.
  static func requests(_ visitors: Range<Int>, day: Int) -> String {
    let pages = [
      "/?zkey=zvalue&q=shoes", "/contact/zmail@zmail.example", "/list?mail=zcode%40zmail.example",
      "/item/1#zfragment", "/checkout/done?total=7&zkey=zvalue",
    ]
    return visitors.flatMap { number in
      let pages =
        isDropped(number) ? pages.map { "/zpage\($0)&q=zquery&utm_campaign=zcampaign" } : pages
      return pages.indices.dropLast(number % 3 == 0 ? 1 : 0).map { place in
        let host = place % 2 == 0 ? "203.0.113.77" : "2001:db8:77::beef"
        let user = place == 3 ? "zuser-\(number)" : "-"
        let referrer =
          place == 0 ? "https://zname:pw@search.example/?zfrom=zvalue" : "https://shop.example/"
        let time = "\(two(day))/Mar/2026:\(two(number % 24)):\(two(place)):00 +0000"
        return
          #"\#(host) - \#(user) [\#(time)] "GET \#(pages[place]) HTTP/1.1" 200 512 "\#(referrer)" "\#(agent(number))" "zcookie=zcookie; _actmu=\#(visitor(number))""#
          + "\n"
      }
    }.joined()
  }

  /// A collector's events of a day, two a visitor.
  static func events(_ visitors: Range<Int>, day: Int) -> String {
    visitors.flatMap { number in
      ["page_viewed", "form_submitted"].enumerated().map { place, name in
        let isDropped = isDropped(number)
        let fields = [
          #""id":"zevent-\#(day)-\#(number)-\#(place)""#, #""eventName":"\#(name)""#,
          #""customerCookieId":"\#(visitor(number))""#, #""customerId":"\#(login(number))""#,
          #""createdDate":"2026-03-\#(two(day))T\#(two(number % 24)):2\#(place):00.000Z""#,
          #""page":{"url":"https://shop.example/\#(isDropped ? "zpage?q=zquery" : "a?zkey=zvalue")#zfragment","title":"\#(isDropped ? "ztitle " : "")Mail zmail@zmail.example"}"#,
          #""referrerUrl":"https://search.example/?q=a&zfrom=zvalue","searchQuery":"\#(isDropped ? "zsearch" : "who") is zmail@zmail.example""#,
          #""userAgentString":"\#(agent(number))""#,
          #""attributes":{"total":{"dataType":"number","value":"7"},"note":{"dataType":"string","value":"\#(isDropped ? "zattribute" : "to") zmail@zmail.example"}}"#,
          #""traits":{"email":{"dataType":"string","value":"zmail@zmail.example"},"name":{"dataType":"string","value":"ztrait"}}"#,
          #""consent":{"gpc":"0","other":"zsignal"}"#,
        ]
        return "{\(fields.joined(separator: ","))}\n"
      }
    }.joined()
  }

  static let pipeline = """
    controller: acme
    purposes: [sales, support]
    workspace: workspace
    pseudonymKey: test-only.key
    logs:
      - {path: logs/access*, format: '\(format)', visitor: "cookie:_actmu"}
      - {path: logs/events*, format: journey}
    statements: statements*
    consent: {identify: sales}
    outcomes:
      - name: purchase
        purpose: sales
        value: attributes.total
        patterns:
          - event: page_viewed
            criteria: [{key: page.url, operator: containsAny, values: [/checkout/done]}]
    training: {bits: 10, l2: 1, minimumSessions: 3, minimumSupport: 1}

    """
}
