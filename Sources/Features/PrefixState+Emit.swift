import Bytes
import Events

extension PrefixState {
  /// The features that hold for the prefix at hand alone.
  mutating func addPassing() {
    guard eventCount > 0 else { return }
    for step in plan.perPrefix {
      if let register = step.register { crossValues.remove(register) }
      switch step.kind {
      case .eventCount: addCounts(step)
      case .eventTotal: addPassing(number: plan.bucket(Double(eventCount), step), step)
      case .lastEvent: addPassing(lastEvent, step)
      case .lastPair where eventCount > 1: addPair(step)
      case .lastPath where !lastPath.isEmpty: addLastPath(step)
      case .hour: addPassing(number: secondOfDay / 3600, step)
      case .weekday:
        addPassing(number: CivilDate(dayNumber: localTime.dayNumber).weekday, step)
      case .elapsed: addPassing(number: plan.bucket(seconds(from: firstTime), step), step)
      case .dwell where eventCount > 1:
        addPassing(number: plan.bucket(seconds(from: timeBefore), step), step)
      default: break
      }
    }
  }

  /// The crosses of which the prefix has both values.
  mutating func addCrosses() {
    for cross in plan.crosses {
      guard let first = crossValues[cross.first], let second = crossValues[cross.second] else {
        continue
      }
      scratch.removeAll(keepingCapacity: true)
      scratch.append(contentsOf: plan.prefixes[cross.prefix])
      scratch.append(contentsOf: first)
      scratch.append(0x1F)
      scratch.append(contentsOf: second)
      closePassing()
    }
  }

  private var localTime: Timestamp { plan.zone.local(lastTime) }

  private var secondOfDay: Int {
    Int(localTime.seconds - Int64(localTime.dayNumber) * 86_400)
  }

  private func seconds(from moment: Timestamp) -> Double {
    Double(lastTime.nanoseconds(since: moment)) / 1e9
  }

  private mutating func addPassing(number: Int, _ step: FeaturePlan.Step) {
    if let slot = readySlot(number, step) {
      passing.append(slot)
      return
    }
    open(step)
    scratch.append(decimal: number)
    closePassing(step)
  }

  private mutating func addPassing(_ value: [UInt8], _ step: FeaturePlan.Step) {
    open(step)
    scratch.append(value.span)
    closePassing(step)
  }

  private mutating func addPair(_ step: FeaturePlan.Step) {
    open(step)
    scratch.append(contentsOf: eventBefore)
    scratch.append(0x1F)
    scratch.append(contentsOf: lastEvent)
    closePassing(step)
  }

  private mutating func addLastPath(_ step: FeaturePlan.Step) {
    open(step)
    scratch.append(contentsOf: lastPath.bytes[lastPath.part(step.limit)])
    closePassing(step)
  }

  private mutating func addCounts(_ step: FeaturePlan.Step) {
    for entry in counts.entries.prefix(step.limit) {
      open(step)
      scratch.append(contentsOf: counts.text[entry.name.indices])
      scratch.append(0x1F)
      scratch.append(decimal: plan.bucket(Double(entry.count), step))
      closePassing()
    }
  }
}
