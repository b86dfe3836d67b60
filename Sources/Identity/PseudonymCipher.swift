import Bytes
import Crypto
import CryptoExtras
import Foundation

/// A keyed permutation of pseudonyms: one pseudonym in, another out, and back with the key.
///
/// AES-256 on the single block that a pseudonym is (FIPS 197). Whoever lacks the key can't tell which
/// pseudonym under one cipher belongs to which under another, so that tables of different uses can't be
/// joined; whoever has it needs no list of ids to go from one to the other, and can give all that lies
/// at rest a new key without ever having known the ids.
public struct PseudonymCipher: Sendable {
  private let key: SymmetricKey

  init(_ key: SymmetricKey) {
    precondition(key.bitCount == 256, "a cipher's key of \(key.bitCount) bits")
    self.key = key
  }

  /// A cipher by its key's bytes; nil unless there are exactly 32.
  package init?(key: [UInt8]) {
    guard key.count == PseudonymKey.byteCount else { return nil }
    self.init(SymmetricKey(data: key))
  }

  /// The pseudonym under this cipher.
  public func seal(_ pseudonym: Pseudonym) -> Pseudonym {
    permuted(pseudonym) { try AES.permute(&$0, key: key) }
  }

  /// The pseudonym that ``seal(_:)`` was given.
  public func open(_ sealed: Pseudonym) -> Pseudonym {
    permuted(sealed) { try AES.inversePermute(&$0, key: key) }
  }

  private func permuted(
    _ pseudonym: Pseudonym, _ permute: (inout Words) throws -> Void
  ) -> Pseudonym {
    var words = Words(pseudonym)
    do {
      try permute(&words)
    } catch {
      preconditionFailure("a block of 16 bytes and a key of 32 were refused")
    }
    return words.pseudonym
  }

  /// Opens many pseudonyms that lie one after the other, in place.
  ///
  /// Unchains a decryption in CBC mode (each block is opened and then mixed with the sealed one before
  /// it), which goes through any number of blocks with one key schedule.
  ///
  /// - Parameter bytes: sealed pseudonyms, 16 bytes each.
  public func openAll(_ bytes: inout [UInt8]) {
    precondition(bytes.count % Pseudonym.byteCount == 0, "\(bytes.count) bytes are no blocks")
    guard !bytes.isEmpty else { return }
    let opened: Data
    do {
      opened = try AES._CBC.decrypt(
        bytes, using: key, iv: AES._CBC.IV(ivBytes: [UInt8](repeating: 0, count: 16)),
        noPadding: true)
    } catch {
      preconditionFailure("whole blocks and a key of 32 bytes were refused")
    }
    var before = Pseudonym(first: 0, second: 0)
    for start in stride(from: 0, to: bytes.count, by: Pseudonym.byteCount) {
      let sealed = Pseudonym(bytes.span, at: start)
      let mixed = Pseudonym(opened.span, at: start)
      let words = Words(
        Pseudonym(first: mixed.first ^ before.first, second: mixed.second ^ before.second))
      for place in 0..<Pseudonym.byteCount { bytes[start + place] = words[place] }
      before = sealed
    }
  }
}

/// Two words as the 16 bytes that a block cipher wants, without an array.
private struct Words: MutableCollection, RandomAccessCollection {
  private var words: (UInt64, UInt64)

  init(_ pseudonym: Pseudonym) {
    words = (pseudonym.first.littleEndian, pseudonym.second.littleEndian)
  }

  var pseudonym: Pseudonym {
    Pseudonym(first: UInt64(littleEndian: words.0), second: UInt64(littleEndian: words.1))
  }

  var startIndex: Int { 0 }
  var endIndex: Int { Pseudonym.byteCount }

  subscript(place: Int) -> UInt8 {
    get { unsafe withUnsafeBytes(of: words) { unsafe $0[place] } }
    set { unsafe withUnsafeMutableBytes(of: &words) { unsafe $0[place] = newValue } }
  }

  mutating func withContiguousMutableStorageIfAvailable<Result>(
    _ body: (inout UnsafeMutableBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result? {
    try unsafe withUnsafeMutableBytes(of: &words) { raw in
      var bytes = unsafe raw.bindMemory(to: UInt8.self)
      return try unsafe body(&bytes)
    }
  }
}
