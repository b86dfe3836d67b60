import Bytes

extension PrefixState {
  /// The features of the visitor's sessions before.
  mutating func begin(_ history: VisitorHistory) {
    for step in plan.atStart {
      switch step.kind {
      case .earlierSessions: addBucket(Double(history.sessions), step)
      case .earlierEvents: addBucket(Double(history.events), step)
      case .sinceLastSession:
        if let seconds = history.secondsSinceLast { addBucket(seconds, step) }
      case .earlierOutcome: addOutcomes(history, step)
      default: break
      }
    }
  }

  private mutating func addBucket(_ number: Double, _ step: FeaturePlan.Step) {
    let bucket = plan.bucket(number, step)
    if let slot = readySlot(bucket, step) {
      lasting.insert(slot)
      return
    }
    open(step)
    scratch.append(decimal: bucket)
    closeLasting(step)
  }

  private mutating func addOutcomes(_ history: VisitorHistory, _ step: FeaturePlan.Step) {
    for (name, count) in zip(plan.outcomes, history.achievements) where count > 0 {
      open(step)
      scratch.append(name.span)
      scratch.append(0x1F)
      scratch.append(decimal: plan.bucket(Double(count), step))
      closeLasting()
    }
  }
}
