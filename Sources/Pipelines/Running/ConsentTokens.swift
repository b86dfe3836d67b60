import Bytes
import Consent
import Identity
import Synchronization

/// The tokens that stand at rest for customers who may not be known (consent rule 50): events of theirs
/// are judged by their consent too, on every later night, and nothing else can be found by a token.
///
/// A token is made from the customer's pseudonym with a subkey of its own, so that it can't be joined
/// with a customer or visitor in any table.
final class ConsentTokens: Sendable {
  private let subkey: Subkey
  private let register: ConsentRegister
  private let known = Mutex<[[UInt8]: SubjectIndex]?>(nil)

  init(subkey: Subkey, register: ConsentRegister) {
    self.subkey = subkey
    self.register = register
  }

  /// The token of a customer's pseudonym.
  func token(of customer: Span<UInt8>) -> [UInt8] {
    var token: [UInt8] = []
    subkey.append(pseudonymOf: customer, to: &token)
    return token
  }

  /// The customer's number in the register; the tokens of all ids are worked out at the first look.
  func subject(of token: Span<UInt8>) -> SubjectIndex {
    let wanted = Array(bytes: token)
    return known.withLock { known in
      if known == nil {
        var all: [[UInt8]: SubjectIndex] = [:]
        register.forEachSubject { all[self.token(of: $1)] = $0 }
        known = all
      }
      return known?[wanted] ?? .unknown
    }
  }
}
