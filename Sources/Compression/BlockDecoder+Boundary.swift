private import Bytes

extension BlockDecoder {
  /// At the start of the stream or after a member: finds out what comes.
  mutating func stepBoundary(_ input: Span<UInt8>, _ sink: Sink) throws -> Int {
    guard held.isEmpty else { return try stepHeld(input, sink) }
    let padding = encoding == nil ? 0 : input.leadingZeros
    guard padding == 0 else {
      consumed += padding
      return padding
    }
    let recognition = Recognition(input)
    if recognition == .undecided {
      held.append(input)
      return input.count
    }
    try begin(recognition)
    return 0
  }

  /// Adds bytes to those held until they tell what they begin, then reads them as that.
  private mutating func stepHeld(_ input: Span<UInt8>, _ sink: Sink) throws -> Int {
    var taken = 0
    var recognition = Recognition.undecided
    while recognition == .undecided, taken < input.count {
      held.append(input[taken])
      taken += 1
      recognition = Recognition(held.span)
    }
    guard recognition != .undecided else { return taken }
    let head = held
    held = []
    try begin(recognition)
    try advance(through: head.span, sink)
    return taken
  }

  private mutating func begin(_ recognition: Recognition) throws(ReadFault) {
    switch recognition {
    case .gzip:
      state = .gzipHeader(GzipHeader())
      encoding = encoding ?? .gzip
    case .zstd, .skippable:
      if unpacker == nil { unpacker = try ZstdUnpacker() }
      prepareOutput()
      state = .zstdFrame
      encoding = encoding ?? .zstd
      members += recognition == .zstd ? 1 : 0
    case .other, .undecided:
      state = encoding == nil ? .plain : .text
      encoding = encoding ?? .plain
    }
  }

  mutating func prepareOutput() {
    if output.bytes.isEmpty { output.bytes = [UInt8](repeating: 0, count: limits.blockBytes) }
  }

  /// Whether the stream, if it ends here, ends inside a member; the first byte or more of the magic
  /// number after a member is a member cut short.
  var endsInsideMember: Bool {
    switch state {
    case .gzipHeader, .gzipBody, .gzipTrailer, .zstdFrame: true
    case .plain, .text: false
    case .boundary:
      switch encoding {
      case .gzip: held.first == 0x1F
      case .zstd: held.first == 0x28
      case .plain, nil: false
      }
    }
  }

  /// Reads the bytes held at the end of the stream as what they then are: no magic number.
  mutating func settleHeld(_ sink: Sink) throws {
    try begin(.other)
    let head = held
    held = []
    try advance(through: head.span, sink)
  }
}

extension Span<UInt8> {
  /// How many zeros the bytes begin with.
  fileprivate var leadingZeros: Int {
    var index = 0
    while index < count, self[index] == 0 { index += 1 }
    return index
  }
}
