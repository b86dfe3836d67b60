#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

extension ReadError: CustomStringConvertible {
  /// The file, what is wrong, and what to do; nothing of the content.
  public var description: String { "\(file): \(fault)" }
}

extension ReadFault: CustomStringConvertible {
  /// What is wrong and what to do; nothing of the content.
  public var description: String {
    switch self {
    case .notFound: "no such file; check the path"
    case .isDirectory: "is a directory; name the files in it"
    case .notReadable(let number):
      "can't be read: \(ReadFault.systemText(number)); check its permissions and the disk"
    case .truncated(let offset):
      "ends at byte \(offset) inside a compressed member; copy the file again, whole"
    case .badChecksum(let offset):
      "damaged: wrong checksum of the member that ends at byte \(offset); copy the file again"
    case .badLength(let offset):
      "damaged: wrong length of the member that ends at byte \(offset); copy the file again"
    case .badHeaderChecksum(let offset):
      "damaged: wrong checksum of the gzip header that ends at byte \(offset); copy the file again"
    case .reservedFlag(let offset):
      "damaged: reserved flag in the gzip header at byte \(offset); copy the file again"
    case .badData(let offset):
      "damaged: no compressed data at byte \(offset), where some should be; copy the file again"
    case .unsupported(let feature, let offset):
      "needs \(feature.rawValue) at byte \(offset), which is not supported; pack it in another way"
    case .ratioTooLarge(let limit):
      "refused as a decompression bomb: grows more than \(limit) times; "
        + "if it is sound, raise the maximum ratio"
    case .outOfMemory: "out of memory while unpacking; give the process more, or run fewer jobs"
    }
  }

  private static func systemText(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "system error \(number)" }
    return unsafe String(cString: text)
  }
}
