import Bytes
import Events

extension PrefixState {
  /// The features of one event that stay.
  mutating func addEvent(_ row: EventRow, _ text: Span<UInt8>) {
    for step in plan.perEvent {
      switch step.kind {
      case .eventSeen: addText(text.extracting(row.event.indices), step)
      case .pathSeen: addPath(step)
      case .titleSeen: addText(text.extracting(row.title.indices), step)
      case .searchTerm: addSearchTerms(text.extracting(row.search.indices), step)
      case .attributeText, .attributeNumber:
        addAttributes(text.extracting(row.attributes.indices), step)
      default: break
      }
    }
  }

  /// A feature that stays; none where there is no text.
  mutating func addText(_ value: Span<UInt8>, _ step: FeaturePlan.Step) {
    guard value.count > 0 else { return }
    open(step)
    scratch.append(value)
    closeLasting()
  }

  private mutating func addPath(_ step: FeaturePlan.Step) {
    for end in path.ends.prefix(step.limit) {
      open(step)
      scratch.append(contentsOf: path.bytes[0..<end])
      closeLasting()
    }
  }

  private mutating func addSearchTerms(_ search: Span<UInt8>, _ step: FeaturePlan.Step) {
    var terms = 0
    var index = 0
    while index < search.count, terms < step.limit {
      while index < search.count, partsWords(search[index]) { index += 1 }
      guard index < search.count else { return }
      open(step)
      while index < search.count, !partsWords(search[index]) {
        let byte = search[index]
        scratch.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        index += 1
      }
      closeLasting()
      terms += 1
    }
  }

  private mutating func addAttributes(_ object: Span<UInt8>, _ step: FeaturePlan.Step) {
    guard object.count > 0 else { return }
    var reader = AttributeReader(object)
    var taken = 0
    while taken < step.limit, let attribute = reader.next(object) {
      taken += 1
      let number = attribute.isNumber ? attribute.number(object) : nil
      guard (number != nil) == (step.kind == .attributeNumber) else { continue }
      open(step)
      scratch.append(textOf: attribute.name, in: object)
      let name = step.prefix.count..<scratch.count
      scratch.append(0x1F)
      if let number {
        let bucket = plan.bucket(number, scratch.span.extracting(name), step)
        scratch.append(decimal: bucket)
      } else {
        scratch.append(attributeText: attribute, in: object)
      }
      closeLasting()
    }
  }
}

/// Whether a byte of a search parts two words: any ASCII byte but letters, digits, `-`, `_` and `'`.
private func partsWords(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x27, 0x80...0xFF: false
  default: true
  }
}
