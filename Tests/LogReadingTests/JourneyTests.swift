import Bytes
import Events
import LogReading
import Testing

@Suite("The collector's web events")
struct JourneyTests {
  private let whole =
    #"{"id":"e1","customerCookieId":"v1","eventName":"product_viewed","createdDate":"2024-02-29T23:59:59.123Z","page":{"url":"https://x/p?q=1","title":"P \"1\""},"userAgentString":"A","referrerUrl":"https://g/","searchQuery":"red shoes","customerId":"c1","attributes":{ "price": {"dataType":"number","value":"9.99"}, "count":{"value":2,"dataType":"integer"},"gift":{"dataType":"boolean","value":true},"none":null},"traits":{"email": "a@b"},"consent":{"gpc":true,"tc":"CP","dnt":1},"other":[1,{"a":2}]}"#

  @Test("every field")
  func every() throws {
    let got = try Reading([whole], "journey", keepAll: false)
    #expect(
      got.json
        == #"{"time":"2024-02-29T23:59:59.123Z","visitor":"v1","event":"product_viewed","id":"e1","url":"https://x/p?q=1","title":"P \"1\"","referrer":"https://g/","search":"red shoes","agent":"A","customer":"c1","attributes":{"price":{"dataType":"number","value":"9.99"},"count":{"dataType":"integer","value":"2"},"gift":{"dataType":"boolean","value":"true"}},"traits":{"email":"a@b"},"consent":{"gpc":"1","tc":"CP","dnt":"1"}}"#
    )
  }

  @Test("what is written is read again as the same event")
  func again() throws {
    let got = try Reading([whole], "journey")
    var batch = EventBatch()
    try batch.append(ndjson: Array(got.json.utf8).span)
    var bytes: [UInt8] = []
    bytes.append(event: batch.rows[0], of: batch, [])
    #expect(String(decoding: bytes, as: UTF8.self) == got.json)
  }

  @Test("milliseconds since the epoch, nulls, and no visitor")
  func little() throws {
    let got = try Reading(
      [
        #"{"eventName":"page_viewed","createdDate":1703373474815,"page":null,"customerCookieId":null}"#,
        #"{"eventName":"page_viewed","createdDate":"1703373474815","customerCookieId":""}"#,
      ], "journey")
    #expect(got.tally.events == 2)
    for index in 0..<2 {
      #expect(
        got.json(index)
          == #"{"time":"2023-12-23T23:17:54.815Z","visitor":"","event":"page_viewed"}"#)
    }
  }

  @Test(
    "wrong types and missing fields",
    arguments: [
      (#"{"eventName":"a"}"#, RejectReason.noTime), (#"{"createdDate":1}"#, .missingEvent),
      (#"{"createdDate":1,"eventName":""}"#, .missingEvent),
      (#"{"createdDate":1,"eventName":"a b"}"#, .badEvent),
      (#"{"createdDate":1,"eventName":"é"}"#, .badEvent),
      (#"{"createdDate":1,"eventName":5}"#, .badField),
      (#"{"createdDate":true,"eventName":"a"}"#, .badTime),
      (#"{"createdDate":"2023-02-29T00:00:00Z","eventName":"a"}"#, .badTime),
      (#"{"createdDate":1,"eventName":"a","page":"x"}"#, .badField),
      (#"{"createdDate":1,"eventName":"a","page":{"url":7}}"#, .badField),
      (#"{"createdDate":1,"eventName":"a","customerCookieId":7}"#, .badField),
      (#"{"createdDate":1,"eventName":"a","traits":[]}"#, .badField),
      (#"{"createdDate":1,"eventName":"a","attributes":{"p":5}}"#, .badField),
      (#"{"createdDate":1,"eventName":"a","attributes":{"p":{"value":"5"}}}"#, .badField),
      (
        #"{"createdDate":1,"eventName":"a","attributes":{"p":{"dataType":"date","value":"5"}}}"#,
        .badField
      ),
      (
        #"{"createdDate":1,"eventName":"a","attributes":{"p":{"dataType":"string","value":[]}}}"#,
        .badField
      ),
      (#"{"createdDate":1,"eventName":"a","consent":"x"}"#, .badField),
      (#"{"createdDate":1,"eventName":"a"}}"#, .notJSON), ("", .notJSON), ("null", .notJSON),
    ])
  func rejected(_ line: String, _ reason: RejectReason) throws {
    let got = try Reading([line.isEmpty ? "x" : line], "journey")
    #expect(got.outcomes == [.rejected(reason)])
    #expect(got.batch.text.isEmpty && got.batch.rows.isEmpty)
  }
}
