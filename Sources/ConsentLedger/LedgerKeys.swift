import Bytes
import Crypto
public import Identity
public import Transparency

/// What a controller's key is to its ledger: how subjects are named there, and who signs.
public struct LedgerKeys: Sendable {
  /// Names ids as journeys at rest do.
  public let visitors: Subkey
  /// Turns those names into the ledger's, and back.
  let cipher: PseudonymCipher
  /// Turns them into those of tombstones, and back.
  let tombstones: PseudonymCipher
  /// Signs checkpoints.
  public let signer: NoteSigner

  /// The ledger's keys of a controller.
  public init(_ key: PseudonymKey, controller: String) {
    visitors = key.subkey(for: .visitors, of: controller)
    cipher = key.cipher(for: .ledgerLeaves, of: controller)
    tombstones = key.cipher(for: .tombstones, of: controller)
    do {
      signer = try NoteSigner(
        name: LedgerKeys.origin(of: controller),
        seed: key.seed(for: .ledgerSigning, of: controller))
    } catch {
      preconditionFailure("a seed of 32 bytes and a name without spaces were refused")
    }
  }

  /// The name under which a ledger's checkpoints are signed: C2SP's origin, without spaces or plus signs.
  public static func origin(of controller: String) -> String {
    var name = "sojourn-ledger/"
    for byte in controller.utf8 {
      let isPlain = byte > 0x20 && byte < 0x7F && byte != 0x2B && byte != 0x25
      if isPlain {
        name.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        name += "%" + String(decoding: [hexDigit(byte >> 4), hexDigit(byte & 15)], as: UTF8.self)
      }
    }
    return name
  }

  /// By what a ledger knows that a key is the one its subjects were named with.
  var mark: String {
    cipher.seal(visitors.rawPseudonym(of: Array("sojourn: which key this is".utf8).span)).text
  }

  /// What an id is called in the ledger.
  func name(of id: Span<UInt8>) -> Pseudonym {
    cipher.seal(visitors.rawPseudonym(of: id))
  }
}
