/// The eight bytes after a member's data: CRC-32 and length of the content, little-endian.
struct GzipTrailer {
  static let byteCount = 8
  private(set) var value: UInt64 = 0
  private(set) var count = 0

  var crc: UInt32 { UInt32(truncatingIfNeeded: value) }
  var length: UInt32 { UInt32(truncatingIfNeeded: value >> 32) }

  mutating func take(_ byte: UInt8) {
    value |= UInt64(byte) << UInt64(8 * count)
    count += 1
  }
}

extension BlockDecoder {
  mutating func stepHeader(
    _ input: Span<UInt8>, _ header: GzipHeader
  ) throws(ReadFault) -> Int {
    var header = header
    var taken = 0
    while taken < input.count, !header.isDone {
      try header.take(input[taken], at: consumed)
      taken += 1
      consumed += 1
    }
    state = .gzipHeader(header)
    if header.isDone { try beginBody() }
    return taken
  }

  private mutating func beginBody() throws(ReadFault) {
    if inflater == nil {
      inflater = try Inflater()
    } else {
      inflater?.reset()
    }
    prepareOutput()
    memberCRC = 0
    memberBytes = 0
    state = .gzipBody
  }

  /// Unpacks a member's data as far as the input and the member go.
  mutating func stepData(_ input: Span<UInt8>, _ sink: Sink) throws -> Int {
    var taken = 0
    while true {
      let rest = input.extracting(taken..<input.count)
      let progress = unpack(rest)
      taken += progress.consumed
      let wasFull = try settle(progress, sink)
      if progress.isAtEnd {
        try endData(progress)
        return taken
      }
      if taken == input.count, !wasFull { return taken }
      guard progress.consumed > 0 || progress.produced > 0 || rest.isEmpty else {
        throw ReadFault.badData(offset: consumed)
      }
    }
  }

  private mutating func unpack(_ input: Span<UInt8>) -> UnpackProgress {
    let start = output.filled
    if case .zstdFrame = state {
      guard
        let progress = unpacker?.unpack(
          input, into: &output.bytes, from: start, offset: consumed)
      else { preconditionFailure("a zstd frame before its magic number") }
      return progress
    }
    guard
      let progress = inflater?.inflate(
        input, into: &output.bytes, from: start, offset: consumed)
    else { preconditionFailure("a gzip body before its header") }
    let end = start + progress.produced
    let crc = crc32(output.bytes.span.extracting(start..<end), after: memberCRC)
    memberCRC = crc
    memberBytes += progress.produced
    return progress
  }

  /// Takes the content that a member cut short still tells.
  mutating func takeRest(_ sink: Sink) throws {
    guard case .gzipBody = state, let rest = inflater?.rest() else { return }
    var at = 0
    while at < rest.count {
      at += output.take(rest.span.extracting(at..<rest.count))
      if output.isFull { try flush(sink) }
    }
  }

  /// Counts what a call produced and hands a full block on; says whether it did.
  private mutating func settle(_ progress: UnpackProgress, _ sink: Sink) throws -> Bool {
    consumed += progress.consumed
    output.filled += progress.produced
    if let fault = progress.fault { throw fault }
    guard !limits.areBroken(produced: produced, consumed: consumed) else {
      throw ReadFault.ratioTooLarge(limit: limits.maximumRatio ?? 0)
    }
    guard output.isFull else { return false }
    try flush(sink)
    return true
  }

  private mutating func endData(_ progress: UnpackProgress) throws(ReadFault) {
    if case .zstdFrame = state { return endMember() }
    var trailer = GzipTrailer()
    for index in 0..<progress.surplusCount {
      trailer.take(UInt8(truncatingIfNeeded: progress.surplus >> UInt64(8 * index)))
    }
    try settle(trailer)
  }

  private mutating func endMember() {
    verifiedBytes = produced
    state = .boundary
  }

  mutating func stepTrailer(
    _ input: Span<UInt8>, _ trailer: GzipTrailer
  ) throws(ReadFault) -> Int {
    var trailer = trailer
    var taken = 0
    while taken < input.count, trailer.count < GzipTrailer.byteCount {
      trailer.take(input[taken])
      taken += 1
    }
    consumed += taken
    try settle(trailer)
    return taken
  }

  private mutating func settle(_ trailer: GzipTrailer) throws(ReadFault) {
    state = .gzipTrailer(trailer)
    guard trailer.count == GzipTrailer.byteCount else { return }
    guard trailer.crc == memberCRC else { throw .badChecksum(offset: consumed) }
    guard trailer.length == UInt32(truncatingIfNeeded: memberBytes) else {
      throw .badLength(offset: consumed)
    }
    members += 1
    endMember()
  }
}
