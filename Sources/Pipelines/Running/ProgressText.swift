/// What is said of work under way.
package struct ProgressText {
  /// The stage.
  package var stage: String
  /// How many bytes of content have been worked on.
  package var done: Int
  /// About how many there are; 0 where that is not known.
  package var total: Int
  /// For how long.
  package var seconds: Double

  package init(stage: String, done: Int, total: Int, seconds: Double) {
    self.stage = stage
    self.done = done
    self.total = total
    self.seconds = seconds
  }

  /// The share that is done, 0 to 1; nil where it is not known.
  package var share: Double? {
    total > 0 ? min(Double(done) / Double(total), 1) : nil
  }

  /// Seconds until all is done at the rate so far; nil where that is not known.
  package var secondsLeft: Int? {
    guard let share, share > 0.01 else { return nil }
    return Int((seconds / share * (1 - share)).rounded(.up))
  }

  private var rate: String {
    "\(seconds > 0 ? Int(Double(done) / 1e6 / seconds) : 0) MB/s"
  }

  /// One line for a log.
  package var line: String {
    var text = "\(stage): \(done / 1_000_000) MB, \(rate)"
    if let share { text += ", \(Int(share * 100)) %" }
    if let secondsLeft { text += ", about \(secondsLeft) s left" }
    return text
  }

  /// A bar of 30 characters, with rate and time left.
  package var bar: String {
    guard let share else { return "\(stage)  \(done / 1_000_000) MB  \(rate)" }
    let full = Int(share * 30)
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: 30 - full)
    let left = secondsLeft.map { "  \($0) s left" } ?? ""
    return "\(stage) \(bar) \(Int(share * 100)) %  \(rate)\(left)"
  }
}
