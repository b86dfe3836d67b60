/// Unpacks a stream that is fed in pieces of any size, handing its content on in blocks.
///
/// The stream's first bytes tell how it is packed; every gzip member and zstd frame is read, zero
/// padding between and after them is passed over, and what else stands after the last is counted and
/// left out. Plain bytes are handed on in place. Blocks are handed on before the end has shown
/// whether the input is sound: a caller publishes nothing until ``finish(_:)`` has returned. One layer
/// is taken off: gzip inside gzip is content.
public struct BlockDecoder: ~Copyable {
  /// Takes a block of content; it lives only as long as the call.
  public typealias Body = (Span<UInt8>) throws -> Void

  enum State {
    case boundary
    case gzipHeader(GzipHeader)
    case gzipBody
    case gzipTrailer(GzipTrailer)
    case zstdFrame
    case plain
    case text
  }

  /// How many bytes of content have been handed on.
  public internal(set) var deliveredBytes = 0
  /// How many of the content's bytes belong to members that were found right.
  public internal(set) var verifiedBytes = 0

  let limits: ReadLimits
  var state = State.boundary
  var encoding: Encoding?
  var members = 0
  var consumed = 0
  var textBytes = 0
  /// Bytes at a boundary that are too few to tell what they begin; not yet counted as consumed.
  var held: [UInt8] = []
  var output = OutputBlock()
  var inflater: Inflater?
  var unpacker: ZstdUnpacker?
  var memberCRC: UInt32 = 0
  var memberBytes = 0

  /// A decoder that has seen nothing yet.
  public init(limits: ReadLimits = ReadLimits()) {
    self.limits = limits
  }

  /// Takes the stream's next bytes.
  ///
  /// - Throws: ``ReadFault``, after the content before the damage was handed on; or what `body`
  ///   throws. The decoder is of no use afterwards.
  public mutating func decode(_ input: Span<UInt8>, _ body: Body) throws {
    do {
      try advance(through: input, body)
    } catch let fault as ReadFault {
      try flush(body)
      throw fault
    }
  }

  /// Hands on what is left and says what was read.
  ///
  /// - Throws: ``ReadFault/truncated(offset:)`` where the stream ends inside a member; or what
  ///   `body` throws.
  public mutating func finish(_ body: Body) throws -> ReadSummary {
    let size = consumed + held.count
    let isCut = endsInsideMember
    if !isCut, !held.isEmpty { try settleHeld(body) }
    try flush(body)
    guard !isCut else { throw ReadFault.truncated(offset: size) }
    var warnings: [ReadWarning] = []
    if size == 0 { warnings.append(.emptyFile) }
    if textBytes > 0 { warnings.append(.textAfterLastMember(bytes: textBytes)) }
    return ReadSummary(
      encoding: encoding ?? .plain, compressedBytes: size, bytes: deliveredBytes,
      members: members, warnings: warnings)
  }

  mutating func advance(through input: Span<UInt8>, _ body: Body) throws {
    var at = 0
    while at < input.count {
      at += try step(input.extracting(at..<input.count), body)
    }
  }

  /// Takes bytes from the start of `input` and returns how many; 0 only where the state changed.
  private mutating func step(_ input: Span<UInt8>, _ body: Body) throws -> Int {
    switch state {
    case .boundary: return try stepBoundary(input, body)
    case .gzipHeader(let header): return try stepHeader(input, header)
    case .gzipTrailer(let trailer): return try stepTrailer(input, trailer)
    case .gzipBody, .zstdFrame: return try stepData(input, body)
    case .plain: try deliver(input, body)
    case .text: textBytes += input.count
    }
    consumed += input.count
    return input.count
  }

  mutating func deliver(_ block: Span<UInt8>, _ body: Body) throws {
    deliveredBytes += block.count
    if case .plain = state { verifiedBytes = deliveredBytes }
    try body(block)
  }

  /// Hands on what the output block holds.
  mutating func flush(_ body: Body) throws {
    let filled = output.filled
    guard filled > 0 else { return }
    output.filled = 0
    deliveredBytes += filled
    try body(output.bytes.span.extracting(0..<filled))
  }

  /// How many bytes of content there have been, handed on or not.
  var produced: Int { deliveredBytes + output.filled }
}

/// The buffer that members are unpacked into; made when the first member begins.
struct OutputBlock {
  var bytes: [UInt8] = []
  var filled = 0

  var isFull: Bool { filled == bytes.count }
}
