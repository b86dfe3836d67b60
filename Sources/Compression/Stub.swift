// Temporary stand-in while the room is built.
import Bytes
import CZlib
#if canImport(Glibc)
import Glibc
#endif
public struct ReadLimits: Sendable { public var maximumRatio: Int? = 200; public init() {} }
public enum Encoding: String, Sendable { case plain, gzip, zstd }
public struct ReadSummary: Sendable { public var encoding = Encoding.plain; public var compressedBytes = 0; public var bytes = 0; public var members = 0; public var warnings: [ReadWarning] = [] }
public enum ReadWarning: Sendable, Equatable { case emptyFile; case textAfterLastMember(bytes: Int) }
public enum ReadError: Error, Equatable, CustomStringConvertible { case notFound(String), damaged(String); public var isDamage: Bool { if case .damaged = self { true } else { false } }; public var description: String { "stub" } }
public struct InputFile { let path: String
  public init(path: String, limits: ReadLimits = .init()) { self.path = path }
  public func forEachBlock(_ body: (Span<UInt8>) throws -> Void) throws -> ReadSummary {
    var s = ReadSummary()
    let f = unsafe gzopen(path == "-" ? "/dev/stdin" : path, "rb")
    guard unsafe f != nil else { throw ReadError.notFound(path) }
    var b = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let n = unsafe b.withUnsafeMutableBytes { unsafe gzread(f, $0.baseAddress, UInt32($0.count)) }
      if n < 0 { throw ReadError.damaged(path) }
      if n == 0 { break }
      s.bytes += Int(n)
      try body(b.span.extracting(0..<Int(n)))
    }
    unsafe gzclose(f)
    return s
  }
}
public struct GzipWriter { var held: [UInt8] = []; public init(level: Int = 6) {}
  public mutating func write(_ b: Span<UInt8>, into: inout [UInt8]) { held.append(b) }
  public mutating func finish(into: inout [UInt8]) {
    var out = [UInt8](repeating: 0, count: held.count + 1000)
    var z = unsafe z_stream()
    _ = unsafe sojourn_deflateInit2(&z, 6, 31)
    let n = out.count
    unsafe held.withUnsafeMutableBufferPointer { h in unsafe out.withUnsafeMutableBufferPointer { o in
      unsafe z.next_in = h.baseAddress; unsafe z.avail_in = UInt32(h.count); unsafe z.next_out = o.baseAddress; unsafe z.avail_out = UInt32(n)
      _ = unsafe deflate(&z, Z_FINISH) } }
    into.append(contentsOf: out[..<(n - Int(unsafe z.avail_out))])
    unsafe deflateEnd(&z)
  }
}
