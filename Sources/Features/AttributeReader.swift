import Bytes

/// Reads an event's attributes one by one: `{"price":{"dataType":"number","value":"9.99"}}`.
///
/// A value that is no object stands for itself. The object was checked when the event was read, so
/// damage only ends the reading.
struct AttributeReader {
  /// One attribute: its name and what it holds.
  struct Attribute {
    var name: JSONValue
    var value: JSONValue
    var isNumber: Bool

    /// The number that the value's text is; nil where it is none.
    func number(_ object: Span<UInt8>) -> Double? {
      object.extracting(value.range.indices).decimalValue()
    }
  }

  private var scanner = JSONScanner()
  private var isOpen: Bool

  init(_ object: Span<UInt8>) {
    do {
      try scanner.enter(0x7B, object)
      isOpen = true
    } catch {
      isOpen = false
    }
  }

  /// The next attribute that has a value; nil after the last.
  mutating func next(_ object: Span<UInt8>) -> Attribute? {
    guard isOpen else { return nil }
    do {
      while let name = try scanner.nextKey(object) {
        let value = try scanner.value(object)
        if let attribute = try read(name, value, object) { return attribute }
      }
    } catch {
      isOpen = false
      return nil
    }
    isOpen = false
    return nil
  }

  private func read(
    _ name: JSONValue, _ value: JSONValue, _ object: Span<UInt8>
  ) throws(JSONError) -> Attribute? {
    guard value.kind == .object else { return attribute(name, value, isNumber: false) }
    var inner = JSONScanner(at: value.range.start)
    var held: JSONValue?
    var isNumber = false
    try inner.enter(0x7B, object)
    while let key = try inner.nextKey(object) {
      let member = try inner.value(object)
      let keyText = object.extracting(key.range.indices)
      if keyText.isEqual(to: "value") {
        held = member
      } else if keyText.isEqual(to: "dataType") {
        let type = object.extracting(member.range.indices)
        isNumber = type.isEqual(to: "number") || type.isEqual(to: "integer")
      }
    }
    return held.flatMap { attribute(name, $0, isNumber: isNumber) }
  }

  private func attribute(_ name: JSONValue, _ value: JSONValue, isNumber: Bool) -> Attribute? {
    switch value.kind {
    case .null, .object, .array: nil
    case .number: Attribute(name: name, value: value, isNumber: true)
    case .string: Attribute(name: name, value: value, isNumber: isNumber)
    case .true, .false: Attribute(name: name, value: value, isNumber: false)
    }
  }
}

extension [UInt8] {
  /// Appends an attribute's value: a string's text, else the value as it is written.
  mutating func append(attributeText attribute: AttributeReader.Attribute, in object: Span<UInt8>) {
    append(textOf: attribute.value, in: object)
  }
}
