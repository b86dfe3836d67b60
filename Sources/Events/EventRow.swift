public import Bytes

/// One event as places in its batch's text: what a visitor did, when, and where it was read.
///
/// A field that is not known is ``ByteRange/none``.
@frozen
public struct EventRow: Sendable {
  /// When it happened, as finely as it was written.
  public var time: RecordTime
  /// The visitor's id.
  public var visitor = ByteRange.none
  /// The event's name, such as `page_viewed`.
  public var event = ByteRange.none
  /// The id that its source gave it.
  public var id = ByteRange.none
  /// The page's address, or the request's target.
  public var url = ByteRange.none
  /// The page's title.
  public var title = ByteRange.none
  /// The address of the page before.
  public var referrer = ByteRange.none
  /// The terms that were searched for.
  public var search = ByteRange.none
  /// The user agent, or its family once at rest.
  public var agent = ByteRange.none
  /// The request's method.
  public var method = ByteRange.none
  /// The known person: a login id.
  public var customer = ByteRange.none
  /// The organisation whose site it is.
  public var controller = ByteRange.none
  /// The reason for which the visitor is taken for a bot.
  public var bot = ByteRange.none
  /// The attributes as one JSON object: `{"price":{"dataType":"number","value":"9.99"}}`.
  public var attributes = ByteRange.none
  /// The traits as one JSON object.
  public var traits = ByteRange.none
  /// A keyed token of the customer by whose consent the event is also judged, where the customer may
  /// not be known: it serves looking up consent alone, and is printed nowhere.
  public var consentSubject = ByteRange.none
  /// The raw signals found in the record, as one JSON object of strings: `{"gpc":"1"}`.
  public var consent = ByteRange.none
  /// The response's size in bytes; -1 where unknown.
  public var bytes: Int64 = -1
  /// The response's status; 0 where unknown.
  public var status: UInt16 = 0
  /// The purposes for which the event is permitted, in its batch's ``EventBatch/purposes``; empty
  /// where consent has not been decided.
  public var purposes: PurposeSet = []
  /// The place in ``EventBatch/sources`` of its file, or at rest of the pipeline's entry by which it
  /// came; -1 where unknown.
  public var source: Int32 = -1
  /// The line in its file, from 1; 0 where unknown.
  public var line: UInt32 = 0

  /// An event at `time` of which nothing else is known.
  @inlinable
  public init(time: RecordTime) {
    self.time = time
  }
}
