import Bytes

/// How often each event's name was seen, for the first so many names.
struct NameCounts: Sendable {
  struct Entry: Sendable {
    var hash: UInt32
    var name: ByteRange
    var count: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var text: [UInt8] = []

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
  }

  mutating func add(_ name: Span<UInt8>, limit: Int) {
    let hash = murmurHash3(name)
    for index in entries.indices where entries[index].hash == hash {
      if text.span.extracting(entries[index].name.indices).isEqual(to: name) {
        entries[index].count += 1
        return
      }
    }
    guard entries.count < limit else { return }
    entries.append(Entry(hash: hash, name: text.store(name), count: 1))
  }
}
