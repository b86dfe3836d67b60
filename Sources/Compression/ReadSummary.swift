/// Something odd about an input that was read whole: counted and told, not an error.
public enum ReadWarning: Equatable, Sendable {
  /// So many bytes that are neither a member nor zero padding stand after the last member; they are
  /// no content.
  case textAfterLastMember(bytes: Int)
  /// The input has no byte at all.
  case emptyFile
}

/// What was read from one input.
public struct ReadSummary: Equatable, Sendable {
  /// How the input is packed.
  public var encoding: Encoding
  /// The input's own size in bytes.
  public var compressedBytes: Int
  /// How many bytes of content were handed on.
  public var bytes: Int
  /// How many gzip members, or zstd frames with content, were read; 0 for plain input.
  public var members: Int
  /// What was odd.
  public var warnings: [ReadWarning]
}
