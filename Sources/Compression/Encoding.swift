/// How the bytes of an input are packed.
///
/// Known by the first bytes alone, never by the name: a rotated log is called anything.
public enum Encoding: String, Sendable {
  /// Neither magic number stands at the start: the bytes are the content.
  case plain
  /// RFC 1952, one or more members.
  case gzip
  /// RFC 8878, one or more frames.
  case zstd
}

/// What the first bytes of an input, or of what follows a member, show.
enum Recognition: Equatable {
  /// A gzip member begins.
  case gzip
  /// A zstd frame begins.
  case zstd
  /// A zstd frame begins that holds no content.
  case skippable
  /// No member begins.
  case other
  /// The bytes are too few to tell.
  case undecided

  /// How many bytes always suffice to tell.
  static let headBytes = 4

  init(_ head: Span<UInt8>) {
    guard head.count > 0 else {
      self = .undecided
      return
    }
    switch head[0] {
    case 0x1F: self = Recognition.match(head, (0x1F, 0x8B, nil, nil), .gzip)
    case 0x28: self = Recognition.match(head, (0x28, 0xB5, 0x2F, 0xFD), .zstd)
    case 0x50...0x5F: self = Recognition.match(head, (head[0], 0x2A, 0x4D, 0x18), .skippable)
    default: self = .other
    }
  }

  private static func match(
    _ head: Span<UInt8>, _ magic: (UInt8, UInt8, UInt8?, UInt8?), _ found: Recognition
  ) -> Recognition {
    if head.count > 1, head[1] != magic.1 { return .other }
    if head.count > 2, let third = magic.2, head[2] != third { return .other }
    if head.count > 3, let fourth = magic.3, head[3] != fourth { return .other }
    return head.count >= (magic.2 == nil ? 2 : headBytes) ? found : .undecided
  }
}
