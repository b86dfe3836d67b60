import Bytes
import Events

/// Reads what criteria look at out of events, into one buffer that is used again.
struct EventFieldReader {
  /// What was read last.
  private(set) var field: [UInt8] = []
  private var name: [UInt8] = []

  /// Whether an event meets a criterion.
  mutating func meets(
    _ criterion: CompiledCriterion, _ row: EventRow, _ events: borrowing EventBatch
  ) -> Bool {
    guard read(criterion.key, row, events) else { return criterion.comparison.isNegative }
    if criterion.ignoresCase { fold() }
    return criterion.isMet(by: field.span)
  }

  /// Reads a key's text into ``field``; false where the event does not have it.
  mutating func read(
    _ key: OutcomeKey, _ row: EventRow, _ events: borrowing EventBatch
  ) -> Bool {
    field.removeAll(keepingCapacity: true)
    let text = events.text.span
    switch key {
    case .pageURL: take(row.url, text)
    case .pageTitle: take(row.title, text)
    case .referrerURL: take(row.referrer, text)
    case .eventName: take(row.event, text)
    case .searchQuery: take(row.search, text)
    case .customerID: take(row.customer, text)
    case .status: if row.status > 0 { field.append(decimal: row.status) }
    case .device, .referrerMedium: takeDerived(key, row, text)
    case .pageHostname, .pagePathname, .pageQueryString, .pageFragment, .campaignSource,
      .campaignMedium, .campaignName:
      takePart(key, of: text.extracting(row.url.indices))
    case .referrerHostname: takePart(key, of: text.extracting(row.referrer.indices))
    case .attribute(let name): return takeMember(name, of: text.extracting(row.attributes.indices))
    case .trait(let name): return takeMember(name, of: text.extracting(row.traits.indices))
    }
    return !field.isEmpty
  }

  private mutating func take(_ range: ByteRange, _ text: Span<UInt8>) {
    field.append(text.extracting(range.indices))
  }

  private mutating func takeDerived(_ key: OutcomeKey, _ row: EventRow, _ text: Span<UInt8>) {
    if key == .device {
      guard !row.agent.isEmpty else { return }
      field.append(DeviceClass(agent: text.extracting(row.agent.indices)).literal)
    } else {
      let medium = ReferrerMedium(
        referrer: text.extracting(row.referrer.indices), page: text.extracting(row.url.indices))
      field.append(medium.literal)
    }
  }

  private mutating func takePart(_ key: OutcomeKey, of url: Span<UInt8>) {
    switch key {
    case .pageHostname, .referrerHostname: take(URLParts(url).host, url)
    case .pagePathname: take(URLParts(url).path, url)
    case .pageQueryString: take(URLParts(url).query, url)
    case .pageFragment: take(URLParts(url).fragment, url)
    case .campaignSource: takeDecoded(Campaign(url: url).source, url)
    case .campaignMedium: takeDecoded(Campaign(url: url).medium, url)
    default: takeDecoded(Campaign(url: url).name, url)
    }
  }

  private mutating func takeDecoded(_ range: ByteRange, _ url: Span<UInt8>) {
    field.append(queryText: url.extracting(range.indices))
  }

  /// Reads `{"name":{"dataType":…,"value":…}}` or `{"name":…}`; text that is no JSON has no member.
  private mutating func takeMember(_ wanted: [UInt8], of object: Span<UInt8>) -> Bool {
    guard object.count > 2 else { return false }
    var scanner = JSONScanner()
    do {
      try scanner.enter(0x7B, object)
      while let key = try scanner.nextKey(object) {
        let value = try scanner.value(object)
        guard isNamed(key, wanted, object) else { continue }
        guard value.kind == .object else { return takeScalar(value, object) }
        return takeValue(of: object.extracting(value.range.indices))
      }
    } catch {
      return false
    }
    return false
  }

  private mutating func takeValue(of object: Span<UInt8>) -> Bool {
    var scanner = JSONScanner()
    do {
      try scanner.enter(0x7B, object)
      while let key = try scanner.nextKey(object) {
        let value = try scanner.value(object)
        if object.extracting(key.range.indices).isEqual(to: "value") {
          return takeScalar(value, object)
        }
      }
    } catch {
      return false
    }
    return false
  }

  private mutating func takeScalar(_ value: JSONValue, _ text: Span<UInt8>) -> Bool {
    switch value.kind {
    case .null, .object, .array: return false
    default: field.append(textOf: value, in: text)
    }
    return true
  }

  private mutating func isNamed(
    _ key: JSONValue, _ wanted: [UInt8], _ text: Span<UInt8>
  ) -> Bool {
    guard key.isEscaped else {
      return text.extracting(key.range.indices).isEqual(to: wanted.span)
    }
    name.removeAll(keepingCapacity: true)
    name.append(textOf: key, in: text)
    return name == wanted
  }

  /// Makes the field lower-case; only text beyond ASCII costs an allocation.
  private mutating func fold() {
    if field.span.isASCII {
      for index in field.indices { field[index] = asciiLowercased(field[index]) }
    } else {
      field = Array(String(field.span).lowercased().utf8)
    }
  }
}
