#if ISAL
  private import Bytes
  private import CIsal

  /// Owns one ISA-L state that unpacks raw deflate data (RFC 1951): more than twice as fast as zlib.
  ///
  /// Of unsound data past the first 32 KiB it may hand on more than zlib does, since it looks at symbols
  /// when they are used, not at whole codes; then the member's checksum tells. No pointer to the state
  /// or to the buffers outlives a call.
  @safe
  package final class IsalInflater {
    package static let library = "ISA-L"

    private let state: UnsafeMutablePointer<inflate_state>
    /// What was wrong, while content before it still waits for room.
    private var fault: ReadFault?
    private var isDrained = false
    /// How many bytes of content were handed out.
    private var produced = 0
    /// The packed bytes so far, while a match might still reach back to before the content.
    private var opening: [UInt8] = []
    /// How much content is sound; nil where all of it is.
    private var soundBytes: Int?

    package init() throws(ReadFault) {
      guard let state = unsafe sojourn_isal_make() else { throw .outOfMemory }
      unsafe self.state = unsafe state
    }

    deinit {
      unsafe sojourn_isal_free(state)
    }

    /// Forgets all, ready for another member.
    package func reset() {
      unsafe isal_inflate_reset(state)
      fault = nil
      isDrained = false
      produced = 0
      opening.removeAll(keepingCapacity: true)
      soundBytes = nil
    }

    /// Unpacks `input`, which stands at `offset` of the file, into `output` from `start`, until one of
    /// them ends or the member does.
    package func inflate(
      _ input: Span<UInt8>, into output: inout [UInt8], from start: Int, offset: Int
    ) -> UnpackProgress {
      let given = min(input.count, Int(Int32.max))
      let room = min(output.count - start, Int(Int32.max))
      unsafe input.withUnsafeBufferPointer { source in
        unsafe output.withUnsafeMutableBufferPointer { target in
          unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
          unsafe state.pointee.avail_in = UInt32(given)
          unsafe state.pointee.next_out = target.baseAddress.map { unsafe $0 + start }
          unsafe state.pointee.avail_out = UInt32(room)
          step(input, at: offset, room: room)
        }
      }
      let progress = progress(given: given, room: room)
      produced += progress.produced
      if produced < IsalInflater.reachBytes, !progress.isAtEnd {
        opening.append(input.extracting(0..<progress.consumed))
      }
      return progress
    }

    /// How far back a match may reach.
    private static let reachBytes = 32 << 10

    /// Goes on with the data, or after a fault with the content before it.
    private func step(_ input: Span<UInt8>, at offset: Int, room: Int) {
      if fault == nil {
        let status = unsafe sojourn_isal_inflate(state)
        guard status < 0 else { return }
        let taken = unsafe input.count - Int(state.pointee.avail_in)
        fault = .badData(offset: offset + taken - heldBytes)
        if produced < IsalInflater.reachBytes {
          askZlib(input.extracting(0..<taken), at: offset, room: room)
        }
      }
      isDrained = unsafe sojourn_isal_drain(state) == 0
    }

    /// Finds out by zlib where the fault lies and how much content comes before it.
    ///
    /// Needed since a match that reaches back to before the content counts as content here, and its
    /// bytes are what happens to stand in the buffer.
    private func askZlib(_ last: Span<UInt8>, at offset: Int, room: Int) {
      var packed = opening
      packed.append(last)
      guard let zlib = try? ZlibInflater() else {
        soundBytes = produced
        return
      }
      var content = [UInt8](repeating: 0, count: produced + room + 4 * IsalInflater.reachBytes)
      let progress = zlib.inflate(
        packed.span, into: &content, from: 0, offset: offset - opening.count)
      guard let found = progress.fault else { return }
      fault = found
      soundBytes = progress.produced
    }

    /// How many whole bytes of the input are taken, but not yet used.
    private var heldBytes: Int { unsafe max(0, Int(state.pointee.read_in_length) / 8) }

    /// Content that data cut short tell, and that has not been handed out.
    package func rest() -> [UInt8] {
      guard fault == nil else { return [] }
      return unsafe [UInt8](unsafeUninitializedCapacity: SOJOURN_ISAL_REST) {
        unsafe $1 = Int(sojourn_isal_rest(state, $0.baseAddress))
      }
    }

    private func progress(given: Int, room: Int) -> UnpackProgress {
      var progress = unsafe UnpackProgress(
        consumed: given - Int(state.pointee.avail_in),
        produced: room - Int(state.pointee.avail_out),
        isAtEnd: state.pointee.block_state == ISAL_BLOCK_FINISH, fault: isDrained ? fault : nil)
      if progress.isAtEnd {
        progress.surplusCount = heldBytes
        progress.surplus = unsafe state.pointee.read_in >> UInt64(state.pointee.read_in_length % 8)
      }
      if let soundBytes {
        progress.produced = max(0, min(progress.produced, soundBytes - produced))
      }
      unsafe state.pointee.next_in = nil
      unsafe state.pointee.next_out = nil
      return progress
    }
  }
#endif
