import Bytes
import Consent
import ConsentLedger
import Events
import Foundation
import Identity
import Logging

/// Reads the statements that stand in a log's own records: choices recorded as events, and the TC strings of a
/// source that the controller has named.
struct LogStatementReading {
  /// A TC string of a visitor, as it was seen.
  private struct Sighting {
    var at: Timestamp
    var text: [UInt8]
  }

  let configuration: PipelineConfiguration
  let log: Logger

  /// The statements of one log, in no order.
  ///
  /// Of TC strings the first sighting and every change is taken, visitor by visitor.
  ///
  /// - Throws: ``StageFailure`` where the log's format is wrong. A file that can't be read to its end is named
  ///   when it is judged; what came before is taken.
  func read(
    _ file: InputSelection.LogFile, _ statements: LogStatements
  ) throws -> [Statement] {
    var settings = configuration.logs[file.source].ingestSettings
    settings.assets = configuration.site.assets
    settings.signals = "tc=\(configuration.consent.signals.tc?.cookie ?? "euconsent-v2")"
    var found: [Statement] = []
    var sightings: [[UInt8]: [Sighting]] = [:]
    var quiet = log
    quiet.logLevel = .error
    var reading = LogFileReading(
      input: LineInput(path: file.path, limits: configuration.limits),
      settings: try settings.readerSettings(), log: quiet)
    reading.isDigested = false
    _ = try reading.read { batch in
      for row in batch.rows {
        let text = batch.text.span
        let visitor = text.extracting(row.visitor.indices)
        guard !Placeholder.matches(visitor) else { continue }
        if let name = statements.event,
          text.extracting(row.event.indices).isEqual(to: Array(name.utf8).span),
          let statement = choice(row, batch)
        {
          found.append(statement)
        }
        guard statements.tcf != nil, let string = TCSighting.string(row, text) else { continue }
        sightings[Array(bytes: visitor), default: []].append(
          Sighting(at: row.time.start, text: string))
      }
    }
    if let tcf = statements.tcf { try add(sightings, tcf, to: &found) }
    return found
  }

  /// What a recorded choice says; nil where it says nothing that a statement can say.
  private func choice(_ row: EventRow, _ batch: borrowing EventBatch) -> Statement? {
    struct Attribute: Decodable { var value: String }
    let attributes = Array(bytes: batch.text.span.extracting(row.attributes.indices))
    guard
      let values = try? JSONDecoder().decode([String: Attribute].self, from: Data(attributes)),
      let action = values["action"].flatMap({ Statement.Action(named: $0.value) })
    else { return nil }
    var statement = Statement(
      action, subject: Array(bytes: batch.text.span.extracting(row.visitor.indices)),
      purpose: values["purpose"]?.value ?? Statement.allPurposes, at: row.time.start,
      controller: configuration.controller)
    statement.notice = values["notice"]?.value
    statement.method = values["method"]?.value
    return action == .link ? nil : statement
  }

  private func add(
    _ sightings: [[UInt8]: [Sighting]], _ tcf: LogStatements.TCF, to found: inout [Statement]
  ) throws {
    guard let mapping = configuration.consent.signals.tc else { return }
    let source = TCSource(
      controller: configuration.controller, purposes: tcf.grants, notice: tcf.notice,
      mapping: mapping)
    for (visitor, seen) in sightings {
      var last: [UInt8] = []
      for sighting in seen.sorted(by: { $0.at < $1.at }) where sighting.text != last {
        last = sighting.text
        // What can't be decoded says nothing here; as a signal it denies.
        found += (try? source.statements(of: last.span, subject: visitor, at: sighting.at)) ?? []
      }
    }
  }
}

/// Finds the TC string in an event's signals.
private enum TCSighting {
  static func string(_ row: EventRow, _ text: Span<UInt8>) -> [UInt8]? {
    guard !row.consent.isEmpty else { return nil }
    let object = text.extracting(row.consent.indices)
    var found: [UInt8]?
    // Signals that can't be read deny, and say nothing else.
    try? forEachMember(of: object) { key, value in
      guard object.extracting(key.range.indices).isEqual(to: "tc"), value.kind == .string else {
        return
      }
      var string: [UInt8] = []
      string.append(textOf: value, in: object)
      found = string
    }
    return found
  }
}

extension RunLedger {
  /// Takes in the statements that tonight's logs hold themselves, before they are judged.
  ///
  /// - Returns: how many were new.
  func appendMade(in logs: [InputSelection.LogFile], now: Timestamp) throws -> Int {
    let reading = LogStatementReading(configuration: configuration, log: log)
    var batch = StatementBatch(controller: configuration.controller, now: now, source: "log")
    for file in logs {
      guard let statements = configuration.logs[file.source].statements else { continue }
      for statement in try reading.read(file, statements) {
        do {
          try batch.append(unstamped: statement)
        } catch {
          log.warning("\(file.path): a statement made in it is rejected: \(error.reason)")
        }
      }
    }
    guard batch.count > 0 else { return 0 }
    let open = try OpenLedger(LedgerSettings(configuration), .create)
    let appended = try open.ledger.append(batch, keys: open.keys)
    try open.anchor.write(open.ledger)
    return appended.appended
  }
}
