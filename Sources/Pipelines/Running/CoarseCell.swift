package import Journeys

/// How coarsely a record is told from others where records are counted: by the pipeline's entry that it
/// came by, its device, its referrer's medium, and whether a bot made it.
///
/// That is all that may be counted of a record that is dropped, besides its day and why (consent rule 28):
/// nothing finer, such as a country or a page, has a place here.
package struct CoarseCell: Hashable, Sendable {
  /// All of it in one number: the source from the eighth bit on, then device, medium and bot.
  package let code: UInt32

  /// A record of which nothing is known.
  package static let unknown = CoarseCell(
    source: SourceNames.unknown, device: .other, medium: .direct, isBot: false)

  package init(code: UInt32) { self.code = code }

  /// A record's cell.
  ///
  /// - Parameter source: the place of its source among the run's ``SourceNames``.
  package init(source: UInt16, device: DeviceClass, medium: ReferrerMedium, isBot: Bool) {
    code =
      UInt32(source) << 8 | UInt32(device.place) << 4 | UInt32(medium.place) << 1
      | (isBot ? 1 : 0)
  }

  /// The same from an agent's part, ``agentCode(_:isBot:)``, and a medium's place.
  @inline(__always)
  init(source: UInt16, agentCode: UInt8, medium: UInt8, isBot: Bool) {
    code =
      UInt32(source) << 8 | UInt32(agentCode) | UInt32(medium) << 1 | (isBot ? 1 : 0)
  }

  /// An agent's part of a code.
  static func agentCode(_ device: DeviceClass, isBot: Bool) -> UInt8 {
    device.place << 4 | (isBot ? 1 : 0)
  }

  /// The place of the source among the run's names.
  package var source: UInt16 { UInt16(truncatingIfNeeded: code >> 8) }
  /// The device.
  package var device: DeviceClass { DeviceClass.allCases[Int(code >> 4 & 0xF)] }
  /// How the visitor came to the page.
  package var medium: ReferrerMedium { ReferrerMedium.allCases[Int(code >> 1 & 0x7)] }
  /// Whether a bot made it.
  package var isBot: Bool { code & 1 == 1 }
}

/// The names of the pipeline's entries by which records have come: tonight's, and those of earlier nights
/// that have others since.
package struct SourceNames: Equatable, Sendable {
  /// The place of a source that is not known.
  package static let unknown = UInt16.max
  /// The names, each once.
  package private(set) var names: [String]

  /// The names of tonight's entries in their order, then those of earlier nights.
  package init(_ tonight: [String], earlier: [String] = []) {
    names = tonight
    for name in earlier where !names.contains(name) { names.append(name) }
  }

  /// The place of a name; ``unknown`` where it is none of these.
  package func place(of name: String?) -> UInt16 {
    name.flatMap(names.firstIndex(of:)).map { UInt16(clamping: $0) } ?? SourceNames.unknown
  }

  /// The name of a place; nil where it is not known.
  package func name(of place: UInt16) -> String? {
    names.indices.contains(Int(place)) ? names[Int(place)] : nil
  }
}

extension DeviceClass {
  /// The place among all classes.
  var place: UInt8 { UInt8(clamping: DeviceClass.allCases.firstIndex(of: self) ?? 0) }
}

extension ReferrerMedium {
  /// The place among all media.
  var place: UInt8 { UInt8(clamping: ReferrerMedium.allCases.firstIndex(of: self) ?? 0) }
}
