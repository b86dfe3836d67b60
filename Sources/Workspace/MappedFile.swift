private import CFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A whole file as memory, read in as it is looked at; it must not shrink meanwhile.
@safe
public final class MappedFile: @unchecked Sendable {
  /// The file's bytes, which live as long as this does; aligned to a page.
  public let bytes: UnsafeRawBufferPointer

  /// Maps the file at `path`.
  ///
  /// - Throws: ``WorkspaceError/cannotRead(path:errno:)``.
  public init(_ path: String) throws(WorkspaceError) {
    let file = try FileDescriptor(reading: path)
    var status = stat()
    guard unsafe fstat(file.number, &status) == 0 else {
      throw .cannotRead(path: path, errno: errno)
    }
    let count = Int(status.st_size)
    guard count > 0 else {
      unsafe bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let memory = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, file.number, 0)
    guard unsafe memory != MAP_FAILED else { throw .cannotRead(path: path, errno: errno) }
    unsafe bytes = UnsafeRawBufferPointer(start: memory, count: count)
  }

  deinit {
    if let start = unsafe bytes.baseAddress {
      unsafe munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }

  /// Gives back the memory that pages read so far take; they are read in anew when looked at.
  ///
  /// All of it at once: the system maps whole neighbourhoods of a page that is looked at, so what is
  /// given back piece by piece comes back with its neighbours.
  public func release() {
    guard let start = unsafe bytes.baseAddress else { return }
    unsafe madvise(UnsafeMutableRawPointer(mutating: start), bytes.count, MADV_DONTNEED)
  }
}
