extension ModelCard {
  /// `model-card.md`: the card in words.
  public var markdown: String {
    var lines = ["# Model card: \(outcome.name)", ""]
    lines += [
      "A logistic regression over hashed features of a visitor's session so far: the probability that the outcome is still to be achieved in it.",
      "",
      "| | |", "|---|---|",
      "| controller | \(controller) |",
      "| outcome | \(outcome.name), to \(outcome.direction) |",
      "| purpose | \(outcome.purpose) |",
      "| expires | \(expires) |",
    ]
    lines += dataLines + metricsLines + prefixLines + weightLines
    lines += ["", "## Limits", ""] + limits.map { "- \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private var dataLines: [String] {
    var lines = [
      "", "## Data and consent", "",
      "Training sessions start from \(data.window.from) up to \(data.window.until). Every record was permitted for `\(consent.purpose)` as of \(consent.asOf), by the statements known at \(consent.knownAt.text).",
      "",
    ]
    lines += table(["sessions and examples", "count"], data.used)
    if let records = data.records, let sessions = data.sessions {
      lines += ["", "Read were \(records) records in \(sessions) sessions."]
    }
    if !data.leftOut.isEmpty {
      lines += [""] + table(["sessions left out", "count"], data.leftOut)
    }
    if !consent.dropped.isEmpty {
      lines += [""] + table(["events that the purpose might not use", "count"], consent.dropped)
    }
    return lines
  }

  private var metricsLines: [String] {
    var lines = ["", "## How well it does", ""]
    guard let test = metrics.test else { return lines + ["Nothing was left to test it on."] }
    let intervals = test.intervals
    lines += [
      "On visitors who trained nothing, at times after the training's and the calibration's: \(test.examples) examples. Ranges hold 95 of 100 draws of the visitors.",
      "", "| figure | value | range |", "|---|---|---|",
    ]
    func add(_ name: String, _ value: Double?, _ interval: Interval?) {
      guard let value else { return }
      lines.append("| \(name) | \(fixedDecimal(value)) | \(interval?.text ?? "") |")
    }
    add("log loss", test.logLoss, intervals?.logLoss)
    add("log loss of the base rate", test.baseLogLoss, nil)
    add(
      "log loss less that of the base rate", test.logLoss - test.baseLogLoss,
      intervals?.logLossOverBase)
    add("normalised entropy", test.normalisedEntropy, nil)
    add("AUC", test.auc, intervals?.auc)
    add("average precision", test.prAuc, intervals?.prAuc)
    add("Brier score", test.brier, intervals?.brier)
    add("calibration error", test.ece, intervals?.ece)
    add("base rate", test.baseRate, nil)
    add("mean probability over base rate", test.meanOverBaseRate, intervals?.meanOverBaseRate)
    add("lift of the highest tenth", test.lift.first?.lift, intervals?.lift.first)
    return lines + ["", calibrationLine]
  }

  private var calibrationLine: String {
    let tried =
      metrics.calibrationGain.map {
        " On visitors of its own, a line through the log odds moved the log loss by \(fixedDecimal($0.difference, digits: 5)), within \($0.interval.text)."
      } ?? ""
    switch calibration {
    case .identity: return "Log odds are given out as they are." + tried
    case .platt(let a, let b):
      return
        "Log odds are given out as \(fixedDecimal(a)) times themselves plus \(fixedDecimal(b)) (Platt's calibration)."
        + tried
    }
  }

  private var prefixLines: [String] {
    guard let bands = metrics.byPrefix, !bands.isEmpty else { return [] }
    return [
      "", "| events so far | examples | foretold | observed | log loss | calibration error |",
      "|---|---|---|---|---|---|",
    ]
      + bands.map { band in
        let range = band.to.map { $0 == band.from ? "\(band.from)" : "\(band.from) to \($0)" }
        return
          "| \(range ?? "\(band.from) or more") | \(band.examples) | \(fixedDecimal(band.meanProbability)) | \(fixedDecimal(band.observedRate)) | \(fixedDecimal(band.logLoss)) | \(fixedDecimal(band.ece)) |"
      }
  }

  private var weightLines: [String] {
    guard !strongestWeights.isEmpty else { return [] }
    return [
      "", "## Strongest weights", "", "| feature | weight | training visitors |", "|---|---|---|",
    ]
      + strongestWeights.map {
        "| \($0.name.escapedForTable) | \(fixedDecimal(Double($0.weight))) | \($0.visitors) |"
      }
  }

  private func table(_ head: [String], _ counts: [String: Int]) -> [String] {
    ["| \(head.joined(separator: " | ")) |", "|---|---|"]
      + counts.sorted { $0.key < $1.key }.map { "| \($0.key) | \($0.value) |" }
  }
}

extension BundleManifest.KnownAt {
  fileprivate var text: String {
    time.map { "\($0)" } ?? size.map { "a ledger of \($0)" } ?? "an unknown moment"
  }
}

extension Interval {
  fileprivate var text: String {
    "\(fixedDecimal(low, digits: 4)) to \(fixedDecimal(high, digits: 4))"
  }
}

extension String {
  /// The text as one cell of a Markdown table.
  fileprivate var escapedForTable: String {
    var text = ""
    for character in self {
      switch character {
      case "|", "\\", "`", "<", "*", "_", "[": text += "\\\(character)"
      case _ where character.isNewline: text += " "
      default: text.append(character)
      }
    }
    return text
  }
}
