import Bytes
public import Events
import Identity

extension EventBatch {
  /// Puts the events in order by visitor's bytes and then canonical; each must have a visitor.
  ///
  /// O(n) for events in order, O(n log m) else, with m the most events of one visitor.
  ///
  /// - Returns: for each event in its new place the place where it was; nil where none has moved.
  @discardableResult
  public mutating func sortByVisitor() -> [UInt32]? {
    let order = VisitorOrder(all: self)
    let hasMoved = order.places.indices.contains { order.places[$0] != UInt32($0) }
    guard hasMoved else { return nil }
    rows.permute(order.places, rest: [])
    return order.places
  }

  /// Takes out, of each visitor's ordered events with one id, all but the first.
  mutating func dropRepeats() {
    // As a rule events of logs have no ids, and nothing is moved.
    guard rows.contains(where: { !$0.id.isEmpty }) else { return }
    var kept = 0
    var begin = 0
    while begin < rows.count {
      let visitor = rows[begin].visitor
      var end = begin + 1
      while end < rows.count, text.span.isSame(rows[end].visitor, visitor) { end += 1 }
      let first = kept
      var ids: ByteInterner? = end - begin > EventBatch.shortRun ? ByteInterner() : nil
      for place in begin..<end {
        let id = rows[place].id
        if !Placeholder.matches(text.span.extracting(id.indices)) {
          let isNew = ids?.number(of: id, in: text.span).isNew ?? !hasID(id, among: first..<kept)
          guard isNew else { continue }
        }
        if kept != place { rows[kept] = rows[place] }
        kept += 1
      }
      begin = end
    }
    rows.removeLast(rows.count - kept)
  }

  /// How many events of a visitor are looked through for an id rather than hashed.
  private static let shortRun = 32

  private func hasID(_ id: ByteRange, among places: Range<Int>) -> Bool {
    places.contains { text.span.isSame(rows[$0].id, id) }
  }
}
