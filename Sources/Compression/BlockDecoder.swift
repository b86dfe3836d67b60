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

  /// Takes plain bytes in place, or else what the output block holds, of which it may leave the end for
  /// the next time; it may put another buffer there.
  typealias Sink = (_ plain: Span<UInt8>?, _ block: inout OutputBlock) throws -> Void

  enum State {
    case boundary
    case gzipHeader(GzipHeader)
    case gzipBody
    case gzipTrailer(GzipTrailer)
    case zstdFrame
    case plain
    case text
  }

  /// How many bytes of content have been handed on, with those that were passed over.
  public internal(set) var deliveredBytes = 0
  /// How many of the content's bytes belong to members that were found right.
  public internal(set) var verifiedBytes = 0

  let limits: ReadLimits
  /// How many bytes of content are still to be passed over.
  private var toSkip: Int
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
  ///
  /// - Parameter offset: how many bytes of content are verified, but not handed on.
  public init(limits: ReadLimits = ReadLimits(), startingAt offset: Int = 0) {
    precondition(offset >= 0, "content from byte \(offset); at least 0")
    self.limits = limits
    toSkip = offset
  }

  /// Takes the stream's next bytes.
  ///
  /// - Throws: ``ReadFault``, after the content before the damage was handed on; or what `body`
  ///   throws. The decoder is of no use afterwards.
  public mutating func decode(_ input: Span<UInt8>, _ body: Body) throws {
    try decode(input, to: { plain, block in try block.handOn(plain, to: body) })
  }

  mutating func decode(_ input: Span<UInt8>, to sink: Sink) throws {
    do {
      try advance(through: input, sink)
    } catch let fault as ReadFault {
      try flushAll(sink)
      throw fault
    }
  }

  /// Hands on what is left and says what was read.
  ///
  /// - Throws: ``ReadFault/truncated(offset:)`` where the stream ends inside a member; or what
  ///   `body` throws.
  public mutating func finish(_ body: Body) throws -> ReadSummary {
    try finish(to: { plain, block in try block.handOn(plain, to: body) })
  }

  mutating func finish(to sink: Sink) throws -> ReadSummary {
    let size = consumed + held.count
    let isCut = endsInsideMember
    if isCut { try takeRest(sink) } else if !held.isEmpty { try settleHeld(sink) }
    try flushAll(sink)
    guard !isCut else { throw ReadFault.truncated(offset: size) }
    var warnings: [ReadWarning] = []
    if size == 0 { warnings.append(.emptyFile) }
    if textBytes > 0 { warnings.append(.textAfterLastMember(bytes: textBytes)) }
    return ReadSummary(
      encoding: encoding ?? .plain, compressedBytes: size, bytes: deliveredBytes,
      members: members, warnings: warnings)
  }

  mutating func advance(through input: Span<UInt8>, _ sink: Sink) throws {
    var at = 0
    while at < input.count {
      at += try step(input.extracting(at..<input.count), sink)
    }
  }

  /// Takes bytes from the start of `input` and returns how many; 0 only where the state changed.
  private mutating func step(_ input: Span<UInt8>, _ sink: Sink) throws -> Int {
    switch state {
    case .boundary: return try stepBoundary(input, sink)
    case .gzipHeader(let header): return try stepHeader(input, header)
    case .gzipTrailer(let trailer): return try stepTrailer(input, trailer)
    case .gzipBody, .zstdFrame: return try stepData(input, sink)
    case .plain: try deliver(input, sink)
    case .text: textBytes += input.count
    }
    consumed += input.count
    return input.count
  }

  /// Hands on plain bytes.
  private mutating func deliver(_ bytes: Span<UInt8>, _ sink: Sink) throws {
    let skipped = min(toSkip, bytes.count)
    toSkip -= skipped
    let before = output.count
    if skipped < bytes.count { try sink(bytes.extracting(skipped..<bytes.count), &output) }
    deliveredBytes += bytes.count + before - output.count
    verifiedBytes = deliveredBytes
  }

  /// Hands on what the output block holds, but for what the sink leaves there.
  mutating func flush(_ sink: Sink) throws {
    let skipped = min(toSkip, output.count)
    toSkip -= skipped
    output.drop(skipped)
    deliveredBytes += skipped
    let before = output.count
    if before > 0 { try sink(nil, &output) }
    deliveredBytes += before - output.count
  }

  /// Hands on all that there is, since nothing follows.
  mutating func flushAll(_ sink: Sink) throws {
    output.isLast = true
    try flush(sink)
  }

  /// How many bytes of content there have been, handed on or not.
  var produced: Int { deliveredBytes + output.count }
}
