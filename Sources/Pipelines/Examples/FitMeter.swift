import Training

/// Tells how far a fit has come: losses, how fast, and how long it may still take.
struct FitMeter: Sendable {
  let meter: ProgressMeter
  private let start = Clock.seconds()

  init(_ meter: ProgressMeter) {
    self.meter = meter
  }

  func tell(_ progress: FitProgress) {
    meter.tell { text(progress, seconds: Clock.seconds() - start) }
  }

  private func text(_ progress: FitProgress, seconds: Double) -> String {
    switch progress {
    case .rows(let seen, let all, let pass, let passRows, let loss):
      let rate = Double(seen) / max(seconds, 1e-3)
      let left = Double(all - seen) / max(rate, 1)
      return
        "pass \(pass): \(100 * seen / max(all, 1)) %, loss \(RunSummary.fixed(loss / Double(max(passRows, 1)))), \(Int(rate)) examples/s, \(Int(left.rounded(.up))) s left"
    case .path(let l2, let logLoss):
      return "l2 \(l2): log loss \(RunSummary.fixed(logLoss)) on what is held out"
    case .step(let step, let objective, let ratio):
      return
        "step \(step): objective \(RunSummary.fixed(objective)), gradient \(ratio) of that at zero, \(Int(seconds)) s"
    }
  }
}
