import Bytes
import Consent
import Foundation
import GRDB
import Identity
public import Transparency

/// What a person can keep to show, without the ledger and its controller, what they said and when.
///
/// A JSON object, form 1. `id` and `salt` give the `subject` of each entry: SHA-256 over a byte 1, the salt's
/// 16 bytes and the id. `evidence`, where there is some, gives the entry's `evidence` likewise, with a byte 2.
/// `entry` is the text whose RFC 6962 leaf hash leads by `proof` to the root in `checkpoint`, a C2SP signed
/// note; `index` and the checkpoint's size say how.
public struct Receipt: Codable, Sendable {
  /// One statement with its proof.
  public struct Proven: Codable, Sendable {
    /// Its place in the ledger, from 0.
    public var index: Int
    /// The canonical text of the entry.
    public var entry: String
    /// The evidence as one JSON text; absent where there is none.
    public var evidence: String?
    /// The hashes from the leaf to the root, in base 64.
    public var proof: [String]
  }

  /// The form of this document.
  public var form = 1
  /// The organisation that the statements were made to.
  public var controller: String
  /// The person's id; in hexadecimal digits, as `idHex`, where it is no UTF-8.
  public var id: String?
  /// The id in hexadecimal digits; absent where `id` stands.
  public var idHex: String?
  /// The person's salt in hexadecimal digits.
  public var salt: String
  /// The person's statements, in order of their append.
  public var statements: [Proven]
  /// The signed note over the ledger as it was when the receipt was written.
  public var checkpoint: String
  /// The public key that signed it, for comparison with the one that the controller publishes.
  public var publicKey: String
}

/// Why a receipt proves nothing.
public enum ReceiptFault: Error, Equatable, Sendable {
  /// It is not of a form that is known.
  case unreadable
  /// Its checkpoint is not signed by the key that is trusted.
  case unsigned
  /// The statement at a place, from 1, is not said of the id, or its evidence is another.
  case notOfThisPerson(Int)
  /// The statement at a place, from 1, is not one that the checkpoint speaks for.
  case notInLedger(Int)
}

extension ReceiptFault: CustomStringConvertible {
  /// What was found, by place.
  public var description: String {
    switch self {
    case .unreadable: "is no receipt of a form that is known"
    case .unsigned: "its checkpoint is not signed by the public key that is trusted"
    case .notOfThisPerson(let place):
      "statement \(place) is not one of this id, or its evidence was changed"
    case .notInLedger(let place):
      "statement \(place) is not one that the signed checkpoint speaks for"
    }
  }
}

extension ConsentLedger {
  /// Writes a person's receipt over the ledger as it is.
  ///
  /// - Returns: nil where the ledger knows nothing of the id.
  /// - Throws: ``LedgerError``.
  public func receipt(
    for id: Span<UInt8>, keys: LedgerKeys
  ) throws(LedgerError) -> Receipt? {
    let name = keys.name(of: id)
    let bytes = Array(bytes: id)
    return try read { database -> Receipt? in
      guard let number = try subjectNumber(of: name.bytes, database),
        let salt = try SubjectNames(database).subject(number)?.salt
      else { return nil }
      let head = try signedHead(database, [keys.signer.verifier])
      var tree = try TileStore(database, .statements).reader(size: head.size)
      let history = try LedgerHistory(database, controller: controller).statements(of: number)
      let proven = try history.filter { !$0.isOtherEnd }.map { statement in
        Receipt.Proven(
          index: statement.number, entry: String(decoding: statement.leaf, as: UTF8.self),
          evidence: statement.statement.evidence.isEmpty
            ? nil : String(decoding: statement.statement.evidence, as: UTF8.self),
          proof: try tree.inclusionProof(of: statement.number).hashes.map(\.base64))
      }
      let text = String(validating: bytes, as: UTF8.self)
      let note = try String.fetchOne(
        database, sql: "SELECT note FROM checkpoint ORDER BY number DESC LIMIT 1")
      return Receipt(
        controller: controller, id: text, idHex: text == nil ? Receipt.hex(bytes) : nil,
        salt: Receipt.hex(salt.bytes), statements: proven, checkpoint: note ?? "",
        publicKey: keys.signer.verifier.text)
    }
  }
}

extension Receipt {
  static func hex(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }, as: UTF8.self)
  }

  static func bytes(hex: String) -> [UInt8]? {
    let digits = Array(hex.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = hexValue(digits[place]), let low = hexValue(digits[place + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  /// The receipt of a JSON text.
  public init(json: [UInt8]) throws(ReceiptFault) {
    guard let receipt = try? JSONDecoder().decode(Receipt.self, from: Data(json)), receipt.form == 1
    else { throw .unreadable }
    self = receipt
  }

  /// Checks the receipt with nothing but a public key.
  ///
  /// - Returns: the size and root of the ledger that it speaks of.
  /// - Throws: ``ReceiptFault`` with the first thing that is wrong.
  public func verify(_ verifiers: [NoteVerifier]) throws(ReceiptFault) -> SeenCheckpoint {
    guard let id = id.map({ Array($0.utf8) }) ?? idHex.flatMap(Receipt.bytes(hex:)),
      let salt = Receipt.bytes(hex: salt).flatMap({ Salt($0.span) })
    else { throw .unreadable }
    guard
      let head = try? LedgerHead(
        note: checkpoint, verifiers, origin: LedgerKeys.origin(of: controller))
    else { throw .unsigned }
    let subject = Commitment(.subject, salt: salt, id.span)
    for (place, proven) in statements.enumerated() {
      guard Receipt.fits(proven, subject, salt) else { throw .notOfThisPerson(place + 1) }
      let hashes = proven.proof.map { MerkleHash(base64: $0) }
      let leaf = MerkleHash.leaf(Array(proven.entry.utf8).span)
      guard !hashes.contains(nil), proven.index >= 0,
        (try? InclusionProof(
          index: proven.index, treeSize: head.size, hashes: hashes.compactMap(\.self)
        ).verify(leaf: leaf, root: head.root)) != nil
      else { throw .notInLedger(place + 1) }
    }
    return SeenCheckpoint(size: head.size, root: head.root)
  }

  /// Whether an entry is said of a subject, on the evidence that is given.
  private static func fits(_ proven: Proven, _ subject: Commitment, _ salt: Salt) -> Bool {
    struct Entry: Decodable {
      var subject: String
      var evidence: String?
    }
    guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(proven.entry.utf8)) else {
      return false
    }
    var name: [UInt8] = []
    subject.append(to: &name)
    guard Array(entry.subject.utf8) == name else { return false }
    guard let evidence = proven.evidence else { return entry.evidence == nil }
    var digits: [UInt8] = []
    Commitment(.evidence, salt: salt, Array(evidence.utf8).span).append(to: &digits)
    return entry.evidence.map { Array($0.utf8) } == digits
  }
}
