import Bytes
import Events
package import Journeys

/// The closed sessions of people in one order, whatever the order of the table.
///
/// By visitor's bytes, start and id: the order in which histories are told.
package struct TrainingWalk {
  /// The sessions' places in the table.
  package let places: [Int]

  package init(_ table: SessionTable) {
    places = table.ordered(
      table.sessions.indices.filter { place in
        !table.sessions[place].isOpen && !table.isBot(table.sessions[place])
      })
  }

  /// Hands each visitor's bytes and sessions to `body`, visitor by visitor.
  func forEachVisitor(_ table: SessionTable, _ body: (Span<UInt8>, ArraySlice<Int>) -> Void) {
    let text = table.events.text.span
    var start = 0
    while start < places.count {
      var end = start + 1
      while end < places.count, isSameVisitor(places[start], places[end], table) { end += 1 }
      let first = table.sessions[places[start]].rows.lowerBound
      body(text.extracting(table.events.rows[first].visitor.indices), places[start..<end])
      start = end
    }
  }

  private func isSameVisitor(_ a: Int, _ b: Int, _ table: SessionTable) -> Bool {
    let text = table.events.text.span
    let first = table.events.rows[table.sessions[a].rows.lowerBound].visitor
    let other = table.events.rows[table.sessions[b].rows.lowerBound].visitor
    return text.extracting(first.indices).isEqual(to: text.extracting(other.indices))
  }
}
