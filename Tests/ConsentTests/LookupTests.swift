import Bytes
import Consent
import Events
import TestKit
import Testing

@Suite("Ids looked up")
struct LookupTests {
  /// Ids of one length, or of lengths from 1 to 70.
  private func ids(_ count: Int, isMixed: Bool) -> [[UInt8]] {
    (0..<count).map { number in
      let digits = Array("id-\(1_000_000 + number)-".utf8)
      return isMixed
        ? digits + Array(repeating: 0x78, count: number % 60) : digits + digits + digits
    }
  }

  @Test(
    "are found, each as its own, however many there are", arguments: [true, false],
    [0, 1, 11, 13, 3_000])
  func found(isMixed: Bool, reserved: Int) throws {
    let ids = ids(5_000, isMixed: isMixed)
    var table = ConsentStatements()
    table.reserve(reserved)
    for (number, id) in ids.enumerated() where number % 2 == 0 {
      var statement = Make.grant(at: Make.day(1 + number % 15))
      statement.subject = id
      try table.append(statement)
    }
    let register = try ConsentRegister(table, context: Make.context(), policy: ConsentPolicy())
    for (number, id) in ids.enumerated() {
      let subject = register.subject(for: id.span)
      guard number % 2 == 0 else {
        #expect(subject == .unknown)
        continue
      }
      for day in [number % 15, 1 + number % 15] where day > 0 {
        let time = RecordTime(start: Make.day(day), fractionDigits: 9)
        let place = try #require(register.purposes.index(of: "sales"))
        let reason = register.decide(RecordFacts(time: time, visitor: subject), purpose: place)
        #expect((reason == nil) == (day == 1 + number % 15))
      }
    }
  }

  @Test("many at once are found as one by one", arguments: [true, false])
  func together(isMixed: Bool) throws {
    let known = ids(700, isMixed: isMixed)
    var table = ConsentStatements()
    for id in known {
      var statement = Make.grant(at: Make.day(1))
      statement.subject = id
      try table.append(statement)
    }
    let register = try ConsentRegister(table, context: Make.context(), policy: ConsentPolicy())
    var text: [UInt8] = []
    var ranges: [ByteRange] = [.none]
    for id in (known + ids(900, isMixed: isMixed) + [Array("null".utf8), [0x2D]]).reversed() {
      ranges.append(text.store(id.span))
    }
    var subjects: [SubjectIndex] = []
    for count in [0, 1, 255, 256, 257, ranges.count] {
      register.subjects(
        for: ranges.span.extracting(0..<count), in: text.span, into: &subjects)
      let single = ranges[..<count].map {
        register.subject(for: text.span.extracting($0.indices))
      }
      #expect(subjects == single)
    }
  }

  @Test("an id that a link names before a statement does is one id", arguments: [true, false])
  func linkedFirst(isLinkedFirst: Bool) throws {
    var table = ConsentStatements()
    let a = Array("a".utf8)
    let b = Array("b".utf8)
    if isLinkedFirst { table.appendLink(a.span, b.span, at: Make.day(3)) }
    for statement in [Make.grant("a", at: Make.day(1)), Make.say(.withdraw, "b", at: Make.day(9))] {
      try table.append(statement)
    }
    if !isLinkedFirst { table.appendLink(a.span, b.span, at: Make.day(3)) }
    table.appendLink(a.span, Array("c".utf8).span, at: Make.day(4))
    let register = try ConsentRegister(table, context: Make.context(), policy: ConsentPolicy())
    for id in ["a", "c"] {
      #expect(try register.decide([id], at: Make.day(6)) == .withdrawnBeforeRun)
    }
    #expect(register.subject(for: Array("d".utf8).span) == .unknown)
    var subjects: [SubjectIndex] = []
    let text = Array("abcd".utf8)
    let ids = (0..<4).map { ByteRange($0, $0 + 1) }
    register.subjects(for: ids.span, in: text.span, into: &subjects)
    #expect(subjects == ids.map { register.subject(for: text.span.extracting($0.indices)) })
  }

  @Test("a batch is judged as its events are", arguments: [0, 1, 1_023, 1_024, 1_025])
  func batch(count: Int) throws {
    let register = try Make.register([
      Make.grant("v1", at: Make.day(2)), Make.grant("v2", at: Make.day(4)),
      Make.say(.withdraw, "c", at: Make.day(6)),
    ])
    var batch = EventBatch()
    for number in 0..<count {
      let customer = number % 5 == 0 ? #""customer":"c","# : ""
      let name = number % 2 == 0 ? "page_viewed" : "bought"
      let line =
        #"{"time":"2026-03-0\#(1 + number % 9)T12:00:00Z",\#(customer)"visitor":"v\#(number % 4)","event":"\#(name)"}"#
      try batch.append(ndjson: Array(line.utf8).span)
    }
    var judged: [RowJudgement] = []
    register.judgeEach(in: batch) { place, judgement in
      #expect(place == judged.count)
      judged.append(judgement)
    }
    #expect(judged == batch.rows.map { register.judge($0, in: batch) })
  }
}
