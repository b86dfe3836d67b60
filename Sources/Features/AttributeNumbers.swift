import Bytes

/// Reads the attributes of one event that a recipe would put into bins.
package enum AttributeNumbers {
  /// Hands name and number of each attribute that is a number to `body`.
  ///
  /// - Parameters:
  ///   - object: the event's attributes as JSON; may be empty.
  ///   - limit: how many attributes of any kind are looked at.
  ///   - body: takes the name's text, which holds during the call, and the number.
  package static func forEach(
    _ object: Span<UInt8>, limit: Int, _ body: (Span<UInt8>, Double) -> Void
  ) {
    guard object.count > 0 else { return }
    var reader = AttributeReader(object)
    var name: [UInt8] = []
    var taken = 0
    while taken < limit, let attribute = reader.next(object) {
      taken += 1
      guard attribute.isNumber, let number = attribute.number(object), number.isFinite else {
        continue
      }
      name.removeAll(keepingCapacity: true)
      name.append(textOf: attribute.name, in: object)
      body(name.span, number)
    }
  }
}
