/// How long the stages of a run take.
struct StageClock {
  private var last = Clock.seconds()
  private(set) var timings: [RunManifest.Timing] = []

  /// Counts the time since the last lap for a stage.
  mutating func lap(_ stage: String) {
    let now = Clock.seconds()
    if let place = timings.firstIndex(where: { $0.stage == stage }) {
      timings[place].seconds += now - last
    } else {
      timings.append(RunManifest.Timing(stage: stage, seconds: now - last))
    }
    last = now
  }
}
