/// Why an input can't be read, or not to its end.
///
/// Offsets count the bytes of the input as it lies there, packed.
public enum ReadFault: Error, Equatable, Sendable {
  /// Nothing has this name.
  case notFound
  /// The name is a directory's.
  case isDirectory
  /// Opening or reading failed with this system error number.
  case notReadable(errno: Int32)
  /// The input ends inside a member.
  case truncated(offset: Int)
  /// The content of the member that ends at the offset doesn't have the checksum it should.
  case badChecksum(offset: Int)
  /// The content of the member that ends at the offset doesn't have the length it should.
  case badLength(offset: Int)
  /// The header that ends at the offset doesn't have the checksum it should.
  case badHeaderChecksum(offset: Int)
  /// A header sets a flag that RFC 1952 reserves.
  case reservedFlag(offset: Int)
  /// The packed bytes make no sense at the offset.
  case badData(offset: Int)
  /// The input is packed in a way that is lawful and not supported.
  case unsupported(Unsupported, offset: Int)
  /// One packed byte became more content than the limit allows.
  case ratioTooLarge(limit: Int)
  /// The library had no memory left.
  case outOfMemory

  /// What a packed input may ask for and does not get.
  public enum Unsupported: String, Sendable {
    /// A gzip method other than deflate.
    case method = "a compression method other than deflate"
    /// A zstd frame that was packed with a dictionary.
    case dictionary = "a zstd dictionary"
    /// A zstd frame that needs more than 128 MiB of memory.
    case window = "a zstd window of more than 128 MiB"
  }
}

/// An input that can't be read, or not to its end.
public struct ReadError: Error, Equatable, Sendable {
  /// The input's name as it was given.
  public let file: String
  /// What is wrong.
  public let fault: ReadFault
  /// How many bytes of content were handed on before it showed.
  public let deliveredBytes: Int
  /// How many of them belong to members whose checksum and length were found right.
  ///
  /// After a wrong checksum the damage may lie anywhere past these bytes; after a truncation all
  /// delivered bytes are what was packed.
  public let verifiedBytes: Int

  /// An error of one input.
  public init(file: String, fault: ReadFault, deliveredBytes: Int = 0, verifiedBytes: Int = 0) {
    self.file = file
    self.fault = fault
    self.deliveredBytes = deliveredBytes
    self.verifiedBytes = verifiedBytes
  }

  /// Whether the data are damaged or refused (exit code 65), as opposed to missing or out of reach
  /// (66).
  public var isDamage: Bool {
    switch fault {
    case .notFound, .isDirectory, .notReadable, .outOfMemory: false
    case .truncated, .badChecksum, .badLength, .badHeaderChecksum, .reservedFlag, .badData,
      .unsupported, .ratioTooLarge:
      true
    }
  }
}
