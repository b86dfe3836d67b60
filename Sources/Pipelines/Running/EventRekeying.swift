import Bytes
import Events
import Identity

/// Gives events at rest the pseudonyms of a rotated key: visitors, customers, ids of events, and the tokens of
/// customers who may not be known.
struct EventRekeying: Sendable {
  /// Turns the visitors' pseudonyms, by which customers and ids of events go too.
  let visitors: PseudonymRekeying
  /// The ciphers of tokens (``ConsentTokens``), before and after.
  let oldTokens: PseudonymCipher
  let newTokens: PseudonymCipher

  /// Renames all events of a batch; what is no pseudonym stays as it is.
  func rename(_ batch: inout EventBatch) {
    var last = (from: ByteRange.none, to: ByteRange.none)
    for place in batch.rows.indices {
      let row = batch.rows[place]
      if row.visitor != last.from {
        last = (row.visitor, renamed(row.visitor, &batch.text, visitors.renamed))
      }
      batch.rows[place].visitor = last.to
      batch.rows[place].customer = renamed(row.customer, &batch.text, visitors.renamed)
      batch.rows[place].id = renamed(row.id, &batch.text, visitors.renamed)
      batch.rows[place].consentSubject = renamed(row.consentSubject, &batch.text) {
        newTokens.seal(visitors.renamed(oldTokens.open($0)))
      }
    }
  }

  private func renamed(
    _ range: ByteRange, _ text: inout [UInt8], _ rename: (Pseudonym) -> Pseudonym
  ) -> ByteRange {
    guard !range.isEmpty, let pseudonym = Pseudonym(text: text.span.extracting(range.indices))
    else { return range }
    let start = text.count
    rename(pseudonym).append(to: &text)
    return ByteRange(start, text.count)
  }
}
