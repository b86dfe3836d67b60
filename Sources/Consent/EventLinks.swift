import Bytes
public import Events
import Identity

extension ConsentStatements {
  /// Adds a link at the time of each event that names a visitor and a customer and may do so.
  ///
  /// An event links only where it is itself permitted, customer and all, under every link that is
  /// made: what is dropped in the end has joined nobody, so that taking it out first changes nothing
  /// (consent 26). Events are taken in canonical order; one whose link would stop itself, or an event
  /// that has linked before, makes none. The order in which they stand in the batch plays no part.
  /// Events without a visitor or a customer may be left out of the batch.
  ///
  /// O(n log n) in the events and O(statements) once. Each group of linked ids is decided on its own:
  /// O(m²) in those of its pairs of which an id has said an end, such as a withdrawal.
  ///
  /// - Throws: ``ConsentPolicyError`` where the policy can't be meant.
  public mutating func appendLinks(
    of batch: borrowing EventBatch, context: RunContext, policy: ConsentPolicy
  ) throws(ConsentPolicyError) {
    let candidates = batch.rows.indices
      .filter { batch.mayLink(batch.rows[$0]) }
      .sorted { batch.isOrdered(batch.rows[$0], before: batch.rows[$1]) }
    guard !candidates.isEmpty else { return }
    let groups = LinkGroups(of: candidates, in: batch, self, context)
    for group in groups.inOrder {
      // Without a statement nobody has granted anything, unless a purpose needs no grant.
      guard group.statements.count > 0 || policy.basis.values.contains(.legitimateInterests) else {
        continue
      }
      var joining = LinkGroup(group, context: groups.context, policy: policy)
      for candidate in group.candidates {
        guard try joining.accepts(candidate, in: batch) else { continue }
        let row = batch.rows[candidate.place]
        appendLink(
          batch.text.span.extracting(row.visitor.indices),
          batch.text.span.extracting(row.customer.indices), at: row.time.start)
      }
    }
  }
}

extension EventBatch {
  fileprivate func mayLink(_ row: EventRow) -> Bool {
    let visitor = text.span.extracting(row.visitor.indices)
    let customer = text.span.extracting(row.customer.indices)
    return !Placeholder.matches(visitor) && !Placeholder.matches(customer)
      && !visitor.isEqual(to: customer)
  }
}
