import Bytes

/// Lawful made-up traffic of a shop, with the law that it follows.
///
/// ```
/// settings ─ visitors ─ visits ─ steps of the true model ─ lines ─ files, day by day
///               └─ consent plans ─ statements                └─ scores of the true model
/// ```
/// Access logs lie under `logs/<server>/access.log*`, web events in `events/<day>.ndjson.gz`,
/// consent statements in `statements/<day>.ndjson.gz` (the first of them holds all that was said
/// before the first day), and `truth.json` says what is known of it all. A visit is reported by web
/// servers or by the collector, never by both.
public struct Simulation {
  private let settings: SimulationSettings
  private let model = TrueModel.shop

  /// A simulation with the given settings.
  public init(_ settings: SimulationSettings) {
    self.settings = settings
  }

  /// Makes all files and hands over one after the other, `truth.json` last.
  ///
  /// A day's lines are held at a time, with those that arrive late; nothing is random but by the
  /// seed, so a second call makes the same.
  ///
  /// - Throws: what `take` throws, which ends the work.
  public func forEachFile(
    _ take: (SimulatedFile) throws -> Void
  ) rethrows {
    var output = DayOutput(settings)
    var truth = TruthReport(settings, model)
    for day in 0..<settings.days {
      let statements = makeDay(day, &output, &truth)
      for file in output.access.finishedFiles(after: day) { try take(file) }
      let end = day == settings.days - 1 ? Int64.max : settings.midnight(day + 1)
      let events = output.collector.take(before: end)
      try take(file("events", settings.date(day), events))
      if day == 0 { try take(file("statements", settings.date(-1), statements.earlier)) }
      try take(file("statements", settings.date(day), statements.today))
    }
    try take(SimulatedFile(path: "truth.json", bytes: truth.bytes(lines: output.lines)))
  }

  private func file(_ folder: String, _ date: CivilDate, _ content: [UInt8]) -> SimulatedFile {
    SimulatedFile(path: "\(folder)/\(date.isoDate).ndjson.gz", bytes: gzip(content))
  }

  /// Makes one day's lines; returns what was said about consent on it, and for the first day before.
  private func makeDay(
    _ day: Int, _ output: inout DayOutput, _ truth: inout TruthReport
  ) -> (earlier: [UInt8], today: [UInt8]) {
    var statements = LineStore()
    var line: [UInt8] = []
    for number in 0..<settings.visitors {
      let visitor = Visitor(number, of: settings)
      let consent = ConsentPlan(of: visitor, settings)
      if day == 0 { truth.count(consent) }
      for statement in consent.statements
      where belongs(statement, to: day) {
        line.removeAll(keepingCapacity: true)
        statement.append(to: &line)
        statements.add(line, arrival: statement.appendedAt * 1000)
        truth.count(statement)
      }
      for visit in Visit.planned(for: visitor, day: day, of: settings) {
        let moments = visit.moments(of: visitor, model, seed: settings.seed)
        var writer = VisitWriter(visit, of: visitor, seed: settings.seed)
        writer.write(moments, into: &output)
        truth.score(visit, moments, of: visitor, consent)
      }
    }
    output.addNoise(day: day, settings)
    let earlier = statements.take(before: settings.midnight(0))
    return (earlier, statements.take(before: Int64.max))
  }

  private func belongs(_ statement: Statement, to day: Int) -> Bool {
    let midnight = settings.midnight(day) / 1000
    return statement.appendedAt < midnight + 86_400
      && (day == 0 || statement.appendedAt >= midnight)
  }
}
