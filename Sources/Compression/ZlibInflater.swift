private import CZlib

/// Owns one zlib stream that unpacks raw deflate data (RFC 1951).
///
/// A class, one for each input, so that the stream is freed once: noncopyable structs with a `deinit`
/// inside a public struct crash the release compiler of Swift 6.3.1 in the modules above.
/// The stream lies at an address of its own, since zlib points back at it, and no pointer to it or to
/// the buffers outlives a call.
@safe
package final class ZlibInflater {
  package static let library = "zlib"

  private let stream: UnsafeMutableRawPointer

  package init() throws(ReadFault) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe self.stream = UnsafeMutableRawPointer(stream)
    guard unsafe sojourn_inflateInit2(stream, -MAX_WBITS) == Z_OK else { throw .outOfMemory }
  }

  deinit {
    let stream = unsafe self.stream.assumingMemoryBound(to: z_stream.self)
    unsafe inflateEnd(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// Forgets all, ready for another member.
  package func reset() {
    let stream = unsafe self.stream.assumingMemoryBound(to: z_stream.self)
    let status = unsafe inflateReset(stream)
    precondition(status == Z_OK, "inflateReset says \(status) of a stream that is ours")
  }

  /// Unpacks `input`, which stands at `offset` of the file, into `output` from `start`, until one of
  /// them ends or the member does.
  package func inflate(
    _ input: Span<UInt8>, into output: inout [UInt8], from start: Int, offset: Int
  ) -> UnpackProgress {
    let stream = unsafe self.stream.assumingMemoryBound(to: z_stream.self)
    let given = min(input.count, Int(Int32.max))
    let room = min(output.count - start, Int(Int32.max))
    let status = unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(given)
        unsafe stream.pointee.next_out = target.baseAddress.map { unsafe $0 + start }
        unsafe stream.pointee.avail_out = UInt32(room)
        return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      }
    }
    var progress = unsafe UnpackProgress(
      consumed: given - Int(stream.pointee.avail_in),
      produced: room - Int(stream.pointee.avail_out), isAtEnd: status == Z_STREAM_END)
    unsafe stream.pointee.next_in = nil
    unsafe stream.pointee.next_out = nil
    switch status {
    case Z_OK, Z_STREAM_END, Z_BUF_ERROR: break
    case Z_MEM_ERROR: progress.fault = .outOfMemory
    default: progress.fault = .badData(offset: offset + progress.consumed)
    }
    return progress
  }

  /// Content that data cut short tell, and that has not been handed out: none.
  package func rest() -> [UInt8] { [] }
}
