import Bytes

/// Writes one visit's steps as the lines of those who saw them.
struct VisitWriter {
  private let visitor: Visitor
  private let visit: Visit
  private var random: SeededRandom
  private var referrer: [UInt8]
  private var line: [UInt8] = []
  private var server: Int

  init(_ visit: Visit, of visitor: Visitor, seed: UInt64) {
    self.visit = visit
    self.visitor = visitor
    random = SeededRandom(seed: seed, .visit, visitor.number, visit.day * 8 + visit.ordinal)
    referrer = visit.medium.referrer(&random)
    server = random.below(AccessLogs.names.count)
  }

  /// Writes all steps, in order.
  mutating func write(_ moments: [Visit.Moment], into output: inout DayOutput) {
    for (place, moment) in moments.enumerated() {
      var page = PageAddress(moment.step, &random)
      if place == 0, visit.medium == .campaign { page.addCampaign(&random) }
      switch visit.reporter {
      case .webServer: writePage(page, moment, isFirst: place == 0, &output)
      case .collector: writeEvent(page, moment, &output)
      }
      referrer = page.url
    }
  }

  // MARK: Web servers

  private mutating func writePage(
    _ page: PageAddress, _ moment: Visit.Moment, isFirst: Bool, _ output: inout DayOutput
  ) {
    if random.isTrue(perMille: 150) { server = random.below(AccessLogs.names.count) }
    if random.isTrue(perMille: 30) { writeFailure(at: moment.time, &output) }
    if moment.step == .added { writePost(at: moment.time, &output) }
    var access = request(page.target, at: moment.time)
    access.size = random.number(in: 3000...24_000)
    if !isFirst, random.isTrue(perMille: 50) {
      access.status = 304
      access.size = 0
    }
    add(access, "page", &output)
    writeAssets(of: page, at: moment.time, isFirst: isFirst, &output)
  }

  private func request(_ target: [UInt8], at time: Int64) -> AccessLine {
    AccessLine(
      time: time, host: visitor.host, target: target, size: 0, referrer: referrer,
      agent: visitor.agent, cookies: visitor.cookieHeader)
  }

  private mutating func writeAssets(
    of page: PageAddress, at time: Int64, isFirst: Bool, _ output: inout DayOutput
  ) {
    var assets: [StaticString] = isFirst ? ["/assets/site.css", "/assets/site.js"] : []
    if random.isTrue(perMille: 450) { assets.append(random.element(of: VisitWriter.images)) }
    for asset in assets {
      var target: [UInt8] = []
      target.append(asset)
      var access = request(target, at: time + Int64(random.below(900)))
      access.referrer = page.url
      access.size = random.number(in: 900...40_000)
      add(access, "asset", &output)
    }
  }

  /// A page that is not there, has moved or breaks, just before the one that works.
  private mutating func writeFailure(at time: Int64, _ output: inout DayOutput) {
    var target: [UInt8] = []
    target.append(random.element(of: VisitWriter.failures))
    var access = request(target, at: time - Int64(random.below(1500)))
    access.status = random.element(of: [404, 404, 500, 301])
    access.size = 312
    add(access, "error", &output)
  }

  private mutating func writePost(at time: Int64, _ output: inout DayOutput) {
    var access = request(Array("/cart/add".utf8), at: time - Int64(random.below(900)))
    access.method = "POST"
    access.status = 303
    add(access, "post", &output)
  }

  private mutating func add(
    _ access: AccessLine, _ kind: String, _ output: inout DayOutput
  ) {
    line.removeAll(keepingCapacity: true)
    access.append(to: &line)
    let arrival = Arrival.time(after: access.time, &random)
    output.access.add(line, server: server, arrival: arrival)
    output.countLine("access." + kind, time: access.time, arrival: arrival)
  }

  // MARK: Collector

  private mutating func writeEvent(
    _ page: PageAddress, _ moment: Visit.Moment, _ output: inout DayOutput
  ) {
    let event = CollectorLine(
      step: moment.step, time: moment.time, page: page, referrer: referrer,
      cents: random.number(in: 990...24_990))
    let showsLogin = visitor.login.map { $0.linkedAt < visit.start / 1000 } ?? false
    line.removeAll(keepingCapacity: true)
    event.append(to: &line, of: visitor, id: Visitor.uuid(&random), showsLogin: showsLogin)
    let copies = random.isTrue(perMille: 5) ? 2 : 1
    for copy in 0..<copies {
      let arrival = Arrival.time(after: moment.time, &random)
      output.collector.add(line, arrival: arrival)
      let kind = copy == 0 ? moment.step.eventName.description : "duplicate"
      output.countLine("collector." + kind, time: moment.time, arrival: arrival)
    }
  }

  private static let images: [StaticString] = [
    "/assets/hero.png", "/assets/boots.png", "/assets/tent.png", "/assets/logo.png",
  ]
  private static let failures: [StaticString] = [
    "/old/boots.html", "/category/", "/help/d%C3%A9livery", "/api/stock",
  ]
}
