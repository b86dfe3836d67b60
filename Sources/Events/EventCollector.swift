import Bytes

/// Gathers the events of many batches in one, in which texts that many events share stand once.
public struct EventCollector: Sendable {
  /// The events so far.
  public private(set) var events = EventBatch()
  private var shared = SharedTexts(maximumCount: 1 << 21, maximumBytes: 128 << 20)

  /// A collector without events.
  public init() {}

  /// Appends the events of a batch, whose purposes and sources are joined with those so far.
  ///
  /// Purposes past the 64th of all together are lost.
  public mutating func take(_ batch: borrowing EventBatch) {
    EventCollector.join(batch, to: &events, &shared)
  }

  private static func join(
    _ batch: borrowing EventBatch, to events: inout EventBatch, _ shared: inout SharedTexts
  ) {
    events.join(batch) { row, source, target in shared.store(&row, source, &target) }
  }

  /// Takes all events out.
  public consuming func finish() -> EventBatch { events }
}

extension SharedTexts {
  /// Gives an event's texts a place in `target`.
  fileprivate mutating func store(
    _ row: inout EventRow, _ source: Span<UInt8>, _ target: inout [UInt8]
  ) {
    share(&row.visitor, source, &target)
    share(&row.event, source, &target)
    share(&row.url, source, &target)
    share(&row.referrer, source, &target)
    share(&row.agent, source, &target)
    share(&row.method, source, &target)
    share(&row.customer, source, &target)
    share(&row.controller, source, &target)
    share(&row.bot, source, &target)
    copy(&row.id, source, &target)
    copy(&row.title, source, &target)
    copy(&row.search, source, &target)
    copy(&row.attributes, source, &target)
    copy(&row.traits, source, &target)
    copy(&row.consent, source, &target)
    copy(&row.consentSubject, source, &target)
  }

  private mutating func share(
    _ range: inout ByteRange, _ source: Span<UInt8>, _ target: inout [UInt8]
  ) {
    guard !range.isEmpty else { return }
    range = store(source.extracting(range.indices), in: &target)
  }

  private func copy(
    _ range: inout ByteRange, _ source: Span<UInt8>, _ target: inout [UInt8]
  ) {
    guard !range.isEmpty else { return }
    range = target.store(source.extracting(range.indices))
  }
}
