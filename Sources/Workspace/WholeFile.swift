#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Small files that are read at once: configurations, keys, policies, manifests.
public enum WholeFile {
  /// A file's bytes.
  ///
  /// - Throws: ``WorkspaceError/cannotRead(path:errno:)``.
  public static func read(_ path: String) throws(WorkspaceError) -> [UInt8] {
    let descriptor = try FileDescriptor(reading: path)
    var content: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe block.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor.number, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .cannotRead(path: path, errno: errno)
      }
      if count == 0 { return content }
      content.append(contentsOf: block[..<count])
    }
  }
}
