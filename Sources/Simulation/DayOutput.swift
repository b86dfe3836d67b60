import Bytes

/// What a day's traffic is written to: lines on their way to files, and counts of them.
struct DayOutput {
  var access: AccessLogs
  var collector = LineStore()
  var lines = Tally()

  init(_ settings: SimulationSettings) {
    access = AccessLogs(settings)
  }

  /// Counts a line under its kind, and as late where it arrives on a later day.
  mutating func countLine(_ kind: String, time: Int64, arrival: Int64) {
    lines.add(kind)
    if arrival / 86_400_000 > time / 86_400_000 { lines.add("arrivedOnALaterDay") }
  }

  /// Adds what no visitor did, in proportion to the shop's size.
  mutating func addNoise(day: Int, _ settings: SimulationSettings) {
    var noise = AccessNoise(day: day, of: settings)
    for _ in 0..<(20 + settings.visitors / 15) {
      let time = noise.time()
      add(noise.bot(at: time), "access.bot", noise.server(), time)
    }
    for tick in 0..<144 {
      let time = settings.midnight(day) + Int64(tick) * 600_000
      add(noise.monitor(at: time), "access.monitor", noise.server(), time)
    }
    for _ in 0..<(4 + settings.visitors / 300) {
      let time = noise.time()
      add(noise.scan(at: time), "access.scan", noise.server(), time)
    }
    for _ in 0..<(2 + settings.visitors / 500) {
      let time = noise.time()
      access.add(noise.broken(at: time), server: noise.server(), arrival: time)
      countLine("access.broken", time: time, arrival: time)
    }
  }

  private mutating func add(
    _ request: AccessLine, _ kind: String, _ server: Int, _ time: Int64
  ) {
    var line: [UInt8] = []
    request.append(to: &line)
    access.add(line, server: server, arrival: time)
    countLine(kind, time: time, arrival: time)
  }
}
