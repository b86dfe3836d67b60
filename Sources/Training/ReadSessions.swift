import Bytes
import Events
package import Journeys

extension SessionTable {
  /// Whether a training reads a session: it is closed, and a person's.
  ///
  /// Which of them become examples is for the split to say; the others still tell a visitor's history,
  /// and when the split is.
  package func isReadByTraining(_ session: Session) -> Bool {
    !session.isOpen && !isBot(session)
  }

  /// Whether a session is a bot's, by its own mark or by that of one of its events.
  func isBot(_ session: Session) -> Bool {
    !session.bot.isEmpty || session.rows.contains { !events.rows[$0].bot.isEmpty }
  }
}
