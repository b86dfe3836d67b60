import Bytes
import Crypto
import Identity

/// A salted SHA-256 that stands for a text without giving it away: 32 bytes in four words.
///
/// SHA-256 over a byte that says what it is for, the person's salt of 16 bytes, and the text. Whoever
/// is given text and salt can see that they fit; without the salt nobody can, not even by guessing.
struct Commitment: Hashable, Sendable {
  /// What the text is.
  enum Kind: UInt8 {
    /// A person's id.
    case subject = 1
    /// The evidence of a statement, as one JSON text.
    case evidence = 2
  }

  static let byteCount = 32
  var words: (UInt64, UInt64, UInt64, UInt64)

  init(_ kind: Kind, salt: Salt, _ text: Span<UInt8>) {
    var hash = SHA256()
    var head = (kind.rawValue, salt.words.0.littleEndian, salt.words.1.littleEndian)
    unsafe withUnsafeBytes(of: &head.0) { unsafe hash.update(bufferPointer: $0) }
    unsafe withUnsafeBytes(of: &head.1) { unsafe hash.update(bufferPointer: $0) }
    unsafe withUnsafeBytes(of: &head.2) { unsafe hash.update(bufferPointer: $0) }
    unsafe text.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    words = unsafe hash.finalize().withUnsafeBytes { bytes in
      unsafe (
        bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
      )
    }
  }

  /// What stands for nothing yet.
  static let none = Commitment(words: (0, 0, 0, 0))

  private init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// A commitment by its 32 bytes; nil where there are more or fewer.
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count == Commitment.byteCount else { return nil }
    words = unsafe bytes.withUnsafeBytes { bytes in
      unsafe (
        bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
        bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
      )
    }
  }

  /// The 32 bytes.
  var bytes: [UInt8] { unsafe withUnsafeBytes(of: words) { unsafe Array($0) } }

  /// Appends 64 hexadecimal digits.
  func append(to text: inout [UInt8]) {
    for word in [words.0, words.1, words.2, words.3] {
      let word = word.littleEndian
      let digits = (hexDigits(UInt32(truncatingIfNeeded: word)), hexDigits(UInt32(word >> 32)))
      unsafe withUnsafeBytes(of: digits) { unsafe text.append(contentsOf: $0) }
    }
  }

  static func == (a: Commitment, b: Commitment) -> Bool { a.words == b.words }

  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }
}

/// 16 random bytes, one salt a person; deleting it cuts the person off from their entries for good.
struct Salt: Hashable, Sendable {
  static let byteCount = 16
  var words: (UInt64, UInt64)

  init(words: (UInt64, UInt64)) { self.words = words }

  /// A salt by its 16 bytes; nil where there are more or fewer.
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count == Salt.byteCount else { return nil }
    let pseudonym = Pseudonym(bytes)
    words = (pseudonym.first, pseudonym.second)
  }

  /// The 16 bytes.
  var bytes: [UInt8] { Pseudonym(first: words.0, second: words.1).bytes }

  static func == (a: Salt, b: Salt) -> Bool { a.words == b.words }

  func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
