import Bytes
import Events

/// Made-up events that name a visitor and a customer, ten of each pair on average.
///
/// Seven of ten visitors are those of a ``MadeLedger``; of the others nothing is known. One customer
/// in ten is the same, as where many use one login.
struct LinkingEvents {
  private(set) var batch = EventBatch()

  init(count: Int, seed: Int, visitors: UInt64) throws {
    var random = Generator(state: UInt64(seed) &+ 7)
    let pairs = UInt64(max(count / 10, 1))
    for number in 0..<count {
      let pair = random.below(pairs)
      let visitor = pair % 10 < 7 ? pair % max(visitors, 1) : UInt64.max - pair
      let customer = pair / 10 % 10 == 0 ? 0 : pair
      var line: [UInt8] = []
      line.append("{\"time\":\"")
      let time = MadeLedger.day + Int64(random.below(86_400))
      line.append(contentsOf: (Timestamp(seconds: time) ?? .distantPast).description.utf8)
      line.append("\",\"event\":\"page_viewed\",\"id\":\"\(number)\",\"customer\":\"c\(customer)\"")
      line.append(",\"visitor\":\"")
      MadeLedger.appendID(visitor, to: &line)
      line.append("\"}")
      try batch.append(ndjson: line.span)
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ text: String) { append(contentsOf: text.utf8) }
}
