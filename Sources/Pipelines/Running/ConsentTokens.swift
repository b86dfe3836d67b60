import Bytes
import Consent
import Events
import Identity

/// The tokens that stand at rest for customers who may not be known (consent rule 50): events of theirs
/// are judged by their consent too, on every later night, and nothing else can be found by a token.
///
/// A token is the customer's pseudonym under a cipher of its own, so that without the key it can't be
/// joined with a customer or visitor in any table.
struct ConsentTokens: Sendable {
  private let cipher: PseudonymCipher
  private let register: ConsentRegister

  init(cipher: PseudonymCipher, register: ConsentRegister) {
    self.cipher = cipher
    self.register = register
  }

  /// The token of a customer's pseudonym.
  func token(of customer: Span<UInt8>) -> [UInt8] {
    renamed(customer, cipher.seal)
  }

  /// The customer's number in the register.
  func subject(of token: Span<UInt8>) -> SubjectIndex {
    let customer = renamed(token, cipher.open)
    return register.subject(for: customer.span)
  }

  /// What a decision needs to know of an event at rest.
  func facts(
    of place: Int, in events: borrowing EventBatch, _ register: ConsentRegister
  ) -> RecordFacts {
    let visitor = events.text.span.extracting(events.rows[place].visitor.indices)
    return facts(of: place, in: events, visitor: register.subject(for: visitor), register)
  }

  /// What a decision needs to know of an event at rest whose visitor has been looked up.
  func facts(
    of place: Int, in events: borrowing EventBatch, visitor: SubjectIndex,
    _ register: ConsentRegister
  ) -> RecordFacts {
    let rows = events.rows.span
    let text = events.text.span
    var customer = SubjectIndex.nobody
    if !rows[place].customer.isEmpty {
      customer = register.subject(for: text.extracting(rows[place].customer.indices))
    } else if !rows[place].consentSubject.isEmpty {
      customer = subject(of: text.extracting(rows[place].consentSubject.indices))
    }
    return register.facts(of: rows[place], in: text, visitor: visitor, customer: customer)
  }

  /// What is no pseudonym, as in a damaged table, stays as it is and is met by nobody.
  private func renamed(
    _ text: Span<UInt8>, _ rename: (Pseudonym) -> Pseudonym
  ) -> [UInt8] {
    guard let pseudonym = Pseudonym(text: text) else { return Array(bytes: text) }
    var renamed: [UInt8] = []
    rename(pseudonym).append(to: &renamed)
    return renamed
  }
}
