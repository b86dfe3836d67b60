import Foundation
import TestKit
import Testing
import Transparency

/// Published vectors of Merkle trees and notes; tests that need them are skipped where they are not.
enum Vectors {
  static var areThere: Bool { SharedData.path("privacy/merkle") != nil }
  static let absent: Comment = "the shared vectors are not beside the repository"

  static func data(_ name: String) throws -> Data {
    let path = try #require(SharedData.path("privacy/merkle/\(name)"))
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  static func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: try data(name))
  }

  static func lines<Value: Decodable>(_ name: String, as type: Value.Type) throws -> [Value] {
    try data(name).split(separator: 0x0A).map { try JSONDecoder().decode(type, from: $0) }
  }
}

/// The Merkle tree as RFC 6962, section 2.1, defines it: slow, recursive and plain.
enum ReferenceTree {
  static func leaves(_ count: Int) -> [MerkleHash] {
    (0..<count).map { .leaf(Array("entry \($0)".utf8).span) }
  }

  static func split(_ count: Int) -> Int {
    var part = 1
    while part * 2 < count { part *= 2 }
    return part
  }

  static func root(_ leaves: ArraySlice<MerkleHash>) -> MerkleHash {
    switch leaves.count {
    case 0: return .emptyRoot
    case 1: return leaves[leaves.startIndex]
    default:
      let part = split(leaves.count)
      return .node(root(leaves.prefix(part)), root(leaves.dropFirst(part)))
    }
  }

  static func path(_ index: Int, _ leaves: ArraySlice<MerkleHash>) -> [MerkleHash] {
    guard leaves.count > 1 else { return [] }
    let part = split(leaves.count)
    let (left, right) = (leaves.prefix(part), leaves.dropFirst(part))
    return index < part
      ? path(index, left) + [root(right)] : path(index - part, right) + [root(left)]
  }

  static func consistency(
    _ size: Int, _ leaves: ArraySlice<MerkleHash>, isWhole: Bool = true
  ) -> [MerkleHash] {
    if size == leaves.count { return isWhole ? [] : [root(leaves)] }
    let part = split(leaves.count)
    let (left, right) = (leaves.prefix(part), leaves.dropFirst(part))
    return size <= part
      ? consistency(size, left, isWhole: isWhole) + [root(right)]
      : consistency(size - part, right, isWhole: false) + [root(left)]
  }
}

extension MerkleHash {
  /// The hash with one bit turned.
  func turning(bit: Int) -> MerkleHash {
    var bytes = self.bytes
    bytes[bit / 8] ^= 1 << (bit % 8)
    return MerkleHash(bytes.span) ?? .emptyRoot
  }
}
