import Bytes
import Crypto

/// A SHA-256 hash of a Merkle tree: 32 bytes, held in place.
///
/// Leaves and nodes are told apart by their first byte, so that none can stand for the other
/// (RFC 6962, section 2.1). Hashes compare as their bytes do.
public struct MerkleHash: Hashable, Sendable {
  /// How many bytes a hash has.
  public static let byteCount = 32

  /// The bytes as big-endian numbers, the first first: they compare as the bytes do.
  private let first: UInt64
  private let second: UInt64
  private let third: UInt64
  private let fourth: UInt64

  /// The root of the tree without leaves: the hash of nothing.
  public static let emptyRoot = MerkleHash(SHA256().finalize())

  /// The hash of an entry: SHA-256 of a zero byte and the entry.
  public static func leaf(_ entry: Span<UInt8>) -> MerkleHash {
    var hash = SHA256()
    unsafe withUnsafeBytes(of: UInt8(0)) { unsafe hash.update(bufferPointer: $0) }
    unsafe entry.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    return MerkleHash(hash.finalize())
  }

  /// The hash of an entry that is a hash itself.
  static func leaf(over entry: MerkleHash) -> MerkleHash {
    unsafe withUnsafeTemporaryAllocation(byteCount: 1 + byteCount, alignment: 8) { message in
      unsafe message.storeBytes(of: 0, as: UInt8.self)
      unsafe entry.store(in: message, at: 1)
      var hash = SHA256()
      unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(message))
      return MerkleHash(hash.finalize())
    }
  }

  /// The hash of a node: SHA-256 of a byte of one and the hashes of its two children.
  public static func node(_ left: MerkleHash, _ right: MerkleHash) -> MerkleHash {
    unsafe withUnsafeTemporaryAllocation(byteCount: 1 + 2 * byteCount, alignment: 8) { message in
      unsafe message.storeBytes(of: 1, as: UInt8.self)
      unsafe left.store(in: message, at: 1)
      unsafe right.store(in: message, at: 1 + byteCount)
      var hash = SHA256()
      unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(message))
      return MerkleHash(hash.finalize())
    }
  }

  /// SHA-256 of bytes, with nothing before them.
  static func plain(_ bytes: Span<UInt8>) -> MerkleHash {
    var hash = SHA256()
    unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    return MerkleHash(hash.finalize())
  }

  /// A hash by its bytes; nil unless there are exactly 32.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count == MerkleHash.byteCount else { return nil }
    self = unsafe bytes.withUnsafeBytes { unsafe MerkleHash(loading: $0) }
  }

  init(_ digest: SHA256.Digest) {
    self = unsafe digest.withUnsafeBytes { unsafe MerkleHash(loading: $0) }
  }

  private init(loading bytes: UnsafeRawBufferPointer) {
    unsafe first = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    unsafe second = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    unsafe third = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
    unsafe fourth = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
  }

  private func store(in bytes: UnsafeMutableRawBufferPointer, at start: Int) {
    unsafe bytes.storeBytes(of: first.bigEndian, toByteOffset: start, as: UInt64.self)
    unsafe bytes.storeBytes(of: second.bigEndian, toByteOffset: start + 8, as: UInt64.self)
    unsafe bytes.storeBytes(of: third.bigEndian, toByteOffset: start + 16, as: UInt64.self)
    unsafe bytes.storeBytes(of: fourth.bigEndian, toByteOffset: start + 24, as: UInt64.self)
  }

  /// The hash's 32 bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(MerkleHash.byteCount)
    append(to: &bytes)
    return bytes
  }

  /// Appends the hash's 32 bytes.
  public func append(to bytes: inout [UInt8]) {
    let words = (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian)
    unsafe withUnsafeBytes(of: words) { unsafe bytes.append(contentsOf: $0) }
  }
}

extension MerkleHash: Comparable {
  /// Whether the bytes of one hash come before those of the other.
  public static func < (left: MerkleHash, right: MerkleHash) -> Bool {
    if left.first != right.first { return left.first < right.first }
    if left.second != right.second { return left.second < right.second }
    if left.third != right.third { return left.third < right.third }
    return left.fourth < right.fourth
  }
}
