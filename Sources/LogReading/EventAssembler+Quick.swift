import Bytes
import Events

extension EventAssembler {
  /// Appends the event of an ordinary line; nil where the line is left to the format's every rule.
  ///
  /// Says of a line what ``append(_:of:_:into:)`` says: the requests it takes are `GET` ones with a
  /// protocol, and the text is ASCII without a backslash, which stands for itself.
  mutating func append(
    _ captured: inout QuickLine.Captured, of line: Span<UInt8>, isContiguous: Bool,
    into batch: inout EventBatch
  ) -> LineOutcome? {
    let request = captured[.request]
    guard let target = EventAssembler.targetOfGet(request, line) else { return nil }
    if let pageFilter {
      guard pageFilter.accepts(status: captured.status) else { return .filtered(.status) }
      let hasDot = line.firstIndex(of: 0x2E, from: target.start, to: target.end) != nil
      if hasDot, pageFilter.isAsset(line.extracting(target.indices)) {
        return .filtered(.asset)
      }
    }
    let isPlain = unsafe line.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      return unsafe WideBytes.isUnescapedASCII(base, count: bytes.count)
    }
    guard isPlain else { return nil }
    var row = EventRow(time: captured.time)
    row.source = captured.source
    row.line = captured.line
    row.status = captured.status
    row.bytes = captured.bytes
    row.method = ByteRange(offset: request.offset, count: 3)
    row.url = target
    row.referrer = line.present(captured[.referrer])
    row.agent = line.present(captured[.agent])
    if isContiguous {
      storeTogether(&row, line, &batch)
    } else {
      row.method = batch.text.store(line.extracting(row.method.indices))
      row.url = batch.text.store(line.extracting(row.url.indices))
      row.referrer = batch.text.store(line.extracting(row.referrer.indices))
      row.agent = batch.text.store(line.extracting(row.agent.indices))
    }
    row.customer = batch.text.store(line.extracting(line.present(captured[.user]).indices))
    row.visitor = storeVisitor(&captured, line, &batch)
    if !signals.isEmpty {
      let header = line.present(captured[.cookie])
      let isVisitorAlone = isOnlyVisitor(row.visitor, inHeader: header, captured[.visitor])
      let query = signals.consentMode ? batch.query(of: row.url) : .none
      if !isVisitorAlone || !query.isEmpty {
        row.consent = appendSignals(
          ofCookies: line.extracting(header.indices), query: query, &batch)
      }
    }
    row.event = pageViewed(&batch)
    batch.rows.append(row)
    return .event
  }

  /// Copies everything from the method to the last field at once, with the little that lies between.
  private func storeTogether(
    _ row: inout EventRow, _ line: Span<UInt8>, _ batch: inout EventBatch
  ) {
    let start = row.method.start
    let end = Swift.max(row.url.end, Swift.max(row.referrer.end, row.agent.end))
    let shift = batch.text.count - start
    batch.text.append(line.extracting(start..<end))
    row.method = row.method.shifted(by: shift)
    row.url = row.url.shifted(by: shift)
    row.referrer = row.referrer.shifted(by: shift)
    row.agent = row.agent.shifted(by: shift)
  }

  /// The target of a request line such as `GET /page HTTP/1.1`; nil for others.
  private static func targetOfGet(_ request: ByteRange, _ line: Span<UInt8>) -> ByteRange? {
    guard request.count > 13 else { return nil }
    return unsafe line.withUnsafeBytes { bytes -> ByteRange? in
      guard let base = bytes.baseAddress else { return nil }
      let isGet = unsafe WideBytes.word(base + request.start) & 0xFFFF_FFFF == 0x2054_4547
      // " HTTP/" and two bytes, then one more: a version such as 1.1 has no space in it.
      let end = unsafe WideBytes.word(base + (request.end - 9))
      let last = unsafe base.load(fromByteOffset: request.end - 1, as: UInt8.self)
      let version = (UInt8(truncatingIfNeeded: end >> 48), UInt8(truncatingIfNeeded: end >> 56))
      guard isGet, end & 0xFFFF_FFFF_FFFF == 0x2F50_5454_4820,
        version.0 != 0x20, version.1 != 0x20, last != 0x20
      else { return nil }
      return ByteRange(request.start + 4, request.end - 9)
    }
  }

  /// Whether a `Cookie` header, or none, holds the visitor's cookie and nothing else.
  private func isOnlyVisitor(
    _ visitor: ByteRange, inHeader header: ByteRange, _ own: ByteRange
  ) -> Bool {
    guard !header.isEmpty else { return true }
    guard case .cookie(let name) = self.visitor, own.isEmpty else { return false }
    return header.count == UInt32(name.count) + 1 + UInt32(visitor.count)
  }

  private func storeVisitor(
    _ captured: inout QuickLine.Captured, _ line: Span<UInt8>, _ batch: inout EventBatch
  ) -> ByteRange {
    let own = line.present(captured[.visitor])
    switch visitor {
    case .field: return batch.text.store(line.extracting(own.indices))
    case .cookie(let name):
      if !own.isEmpty { return batch.text.store(line.extracting(own.indices)) }
      let header = line.extracting(line.present(captured[.cookie]).indices)
      return batch.text.store(header.extracting(header.cookieValue(name.span).indices))
    case .hostAndAgent:
      let host = line.present(captured[.host])
      guard !host.isEmpty else { return .none }
      let start = batch.text.count
      batch.text.append(line.extracting(host.indices))
      batch.text.append(0x1F)
      let agent = line.present(captured[.agent])
      if agent.isEmpty {
        batch.text.append(0x2D)
      } else {
        batch.text.append(line.extracting(agent.indices))
      }
      return ByteRange(start, batch.text.count)
    }
  }
}

extension Span<UInt8> {
  /// A field's place; none where its value stands for none.
  fileprivate func present(_ range: ByteRange) -> ByteRange {
    range.count <= 2 && isAbsent(range) ? .none : range
  }
}
