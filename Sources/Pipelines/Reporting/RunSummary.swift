import Bytes
import Consent
import Events
import Journeys
import OutcomeModel
import Training
import Workspace

/// The summary that a run ends with, for people.
struct RunSummary {
  let text: String

  init(_ results: RunResults, until stage: PipelineStage, timings: [RunManifest.Timing]) {
    var lines: [String] = []
    RunSummary.addInput(results, to: &lines)
    RunSummary.addConsent(results, to: &lines)
    RunSummary.addSessions(results, to: &lines)
    RunSummary.addOutcomes(results, to: &lines)
    RunSummary.addPlaces(results, until: stage, timings, to: &lines)
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func addInput(_ results: RunResults, to lines: inout [String]) {
    let report = results.logs.report
    lines.append("Sojourn · \(results.context.controller) · as of \(results.context.asOf)")
    lines.append("")
    lines.append("Read")
    lines.append(row("log files", results.logs.files.count))
    let damaged = results.logs.files.count { $0.failure != nil }
    if damaged > 0 { lines.append(row("of them damaged or missing", damaged)) }
    lines.append(row("lines", report.in))
    lines += reasons("rejected", report.rejected)
    lines += reasons("no page", report.filtered)
    lines += reasons("withheld", report.dropped)
    lines.append(row("events", report.out))
    lines.append(row("consent statements", results.statements.report.in))
    lines += reasons("rejected", results.statements.report.rejected)
    if results.isAudit, let ledger = results.statements.ledger {
      lines.append(row("  in the ledger now", ledger.size))
      lines.append(row("  erasures learned since, and applied", results.statements.laterErasures))
    }
    if let appended = results.statements.appended {
      lines.append(row("  new in the ledger", appended.stage.out))
      lines += reasons("rejected", appended.stage.rejected)
      lines += reasons("grants nothing", appended.notGrants)
    }
  }

  private static func addConsent(_ results: RunResults, to lines: inout [String]) {
    guard let consent = results.consent else { return }
    lines += ["", "Consent"]
    if results.lifted > 0 {
      lines.append(row("earlier nights' events, permitted since", results.lifted))
    }
    lines.append(row("events permitted for some purpose", consent.out))
    lines += reasons("dropped", consent.dropped)
    if let atRest = results.atRest {
      lines.append(row("events of earlier nights that stay", atRest.out))
      lines += reasons("dropped", atRest.dropped)
    }
    for part in results.sessions {
      let purpose = ConsentReport.Purpose(
        cellsOf: part.purpose, results.cells.rows.filter { $0.purpose == part.purpose },
        sessions: part.tally.sessions)
      for slice in purpose.slices.prefix(2) {
        lines.append("  warning: \(slice.text(purpose: part.purpose))")
      }
    }
  }

  private static func addSessions(_ results: RunResults, to lines: inout [String]) {
    guard !results.sessions.isEmpty else { return }
    lines += ["", "Sessions"]
    for part in results.sessions {
      let tally = part.tally
      lines.append(
        row(
          part.purpose, tally.sessions,
          "from \(tally.kept) events; \(tally.open) open, \(tally.botSessions) of bots"))
      for reached in part.reached {
        lines.append(row("  reached \(reached.name)", reached.sessions))
      }
    }
  }

  private static func addOutcomes(_ results: RunResults, to lines: inout [String]) {
    guard !results.learned.isEmpty else { return }
    lines += ["", "Outcomes          log loss    base rate's   AUC      Brier    test examples"]
    for learned in results.learned {
      let name = learned.definition.name
      switch learned.result {
      case .notTrained(let reason, _):
        lines.append("  \(pad(name, 16))not trained: \(reason.text)")
      case .trained(let trained):
        guard let test = trained.evaluation else {
          lines.append("  \(pad(name, 16))trained; no session is left to test it on")
          continue
        }
        lines.append(
          "  \(pad(name, 16))\(pad(fixed(test.logLoss), 12))\(pad(fixed(test.baseLogLoss), 14))"
            + "\(pad(test.auc.map { fixed($0) } ?? "-", 9))\(pad(fixed(test.brier), 9))\(test.examples)"
            + (test.logLoss < test.baseLogLoss ? "" : "  no better than the base rate"))
        if let note = learned.promotion?.note { lines.append("  \(pad("", 16))\(note)") }
      }
    }
  }

  private static func addPlaces(
    _ results: RunResults, until stage: PipelineStage, _ timings: [RunManifest.Timing],
    to lines: inout [String]
  ) {
    lines += ["", "Where it lies"]
    let workspace = results.configuration.workspace
    if let audit = results.audit {
      lines.append("  nowhere: \(audit.reason), so this run is an audit")
    } else if stage >= .consent {
      lines.append("  tables    \(workspace)/tables")
      if stage >= .export {
        lines.append("  models    \(workspace)/models")
      }
      lines.append("  manifest  \(workspace)/runs/\(results.runID)/manifest.json")
    } else {
      lines.append("  nowhere: nothing is stored before consent is decided")
    }
    lines.append("")
    lines.append(
      "Took "
        + timings.map { "\($0.stage) \(fixed($0.seconds, digits: 1)) s" }.joined(separator: ", "))
  }

  private static func reasons(_ title: String, _ counts: [String: Int]) -> [String] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { row("  \(title): \($0.key)", $0.value) }
  }

  private static func row(_ title: String, _ count: Int, _ note: String = "") -> String {
    let number = "\(count)"
    let padding = String(repeating: " ", count: max(1, 46 - title.count - number.count))
    return "  \(title)\(padding)\(number)\(note.isEmpty ? "" : "  \(note)")"
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  /// A number with a fixed count of digits after the point.
  static func fixed(_ value: Double, digits: Int = 4) -> String {
    fixedDecimal(value, digits: digits)
  }
}
