import Bytes
import Journeys

/// How many events of a day and coarse cell nights have dropped, by reason.
package struct DroppedCounts: Codable, Equatable, Sendable {
  /// The day, in UTC.
  package var day: String
  /// The name of the pipeline's entry by which they came; nil where it is not known.
  package var source: String?
  /// The device's class.
  package var device: String
  /// The referrer's medium.
  package var referrerMedium: String
  /// Whether bots made them.
  package var isBot: Bool
  /// How many for each reason.
  package var byReason: [String: Int]

  /// Counts of a day's cell.
  init(_ key: CellCounts.Key, _ sources: SourceNames, _ byReason: [String: Int]) {
    day = CivilDate(dayNumber: key.day).isoDate
    source = sources.name(of: key.cell.source)
    device = key.cell.device.rawValue
    referrerMedium = key.cell.medium.rawValue
    isBot = key.cell.isBot
    self.byReason = byReason
  }

  /// The cell, as far as its names are known.
  func cell(_ sources: SourceNames) -> CoarseCell {
    CoarseCell(
      source: sources.place(of: source), device: DeviceClass(rawValue: device) ?? .other,
      medium: ReferrerMedium(rawValue: referrerMedium) ?? .direct, isBot: isBot)
  }
}
