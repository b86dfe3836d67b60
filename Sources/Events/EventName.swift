import Bytes

/// The names of the events that every tracker sends; a controller's own are recorded names.
public enum EventName {
  /// A page was shown.
  public static let pageViewed: StaticString = "page_viewed"
  /// A form was sent.
  public static let formSubmitted: StaticString = "form_submitted"
  /// A form was begun and left.
  public static let formAbandoned: StaticString = "form_abandoned"
  /// The site's search was used.
  public static let searchPerformed: StaticString = "search_performed"
  /// A chat's opening form was sent.
  public static let chatSubmitted: StaticString = "widgets_web_chat_submitted"

  /// Whether a name is one of the tracker's own rather than a recorded one.
  public static func isStandard(_ name: Span<UInt8>) -> Bool {
    name.isEqual(to: pageViewed) || name.isEqual(to: formSubmitted)
      || name.isEqual(to: formAbandoned) || name.isEqual(to: searchPerformed)
      || name.isEqual(to: chatSubmitted)
  }

  /// Whether bytes may be an event's name: letters, digits and `_`, at most 255.
  public static func isValid(_ name: Span<UInt8>) -> Bool {
    guard name.count > 0, name.count <= 255 else { return false }
    for index in name.indices {
      switch name[index] {
      case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: continue
      default: return false
      }
    }
    return true
  }
}
