import Compression
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// About how many bytes of content a file holds, for telling how far work has come.
enum ContentSize {
  /// What logs usually inflate to, as a multiple of their packed size.
  private static let usualRatio = 6

  /// An estimate from the file's size and, where it is one gzip member, the length that its trailer
  /// gives (RFC 1952).
  static func estimate(_ file: FileIdentity) -> Int {
    var edges = [UInt8](repeating: 0, count: 6)
    let number = unsafe open(file.path, O_RDONLY | O_CLOEXEC)
    guard number >= 0, file.size >= 18 else { return file.size }
    defer { close(number) }
    let isRead = unsafe edges.withUnsafeMutableBytes { bytes in
      unsafe pread(number, bytes.baseAddress, 2, 0) == 2
        && pread(number, bytes.baseAddress.map { unsafe $0 + 2 }, 4, file.size - 4) == 4
    }
    guard isRead else { return file.size }
    if edges[0] == 0x28 && edges[1] == 0xB5 { return file.size * usualRatio }
    guard edges[0] == 0x1F, edges[1] == 0x8B else { return file.size }
    let length = edges[2...].reversed().reduce(0) { $0 << 8 | Int($1) }
    let isPlausible = (file.size * 2...file.size * 60).contains(length)
    return isPlausible ? length : file.size * usualRatio
  }
}
