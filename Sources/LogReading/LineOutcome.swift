/// What became of one line of a log.
public enum LineOutcome: Equatable, Sendable {
  /// It is an event, appended to the batch.
  case event
  /// It is well formed and left out on purpose.
  case filtered(FilterReason)
  /// It is not what its format says.
  case rejected(RejectReason)
}

/// Why a well-formed line is left out on purpose.
public enum FilterReason: String, CaseIterable, Sendable {
  /// The line has nothing but white space.
  case blank
  /// The line speaks about the log, such as `#Fields:`.
  case directive
  /// The request's method is not GET, or the request can't be read.
  case method
  /// The response's status is neither 200–299 nor 304.
  case status
  /// The request is for a style sheet, script, image, font or video.
  case asset

  var index: Int {
    switch self {
    case .blank: 0
    case .directive: 1
    case .method: 2
    case .status: 3
    case .asset: 4
    }
  }
}

/// Why a line is no record of its format.
public enum RejectReason: String, Error, CaseIterable, Sendable {
  /// The line does not have the format's parts.
  case badStructure = "bad-structure"
  /// The time is not one that the calendar or the format has.
  case badTime = "bad-time"
  /// There is no time.
  case noTime = "no-time"
  /// The status is not a number below 1000.
  case badStatus = "bad-status"
  /// The size is not a whole number.
  case badBytes = "bad-bytes"
  /// A line of data stands before any `#Fields:` line.
  case noFields = "no-fields"
  /// The line is not one JSON object.
  case notJSON = "not-json"
  /// A value has another type than its field.
  case badField = "bad-field"
  /// There is no event name.
  case missingEvent = "missing-event"
  /// The event's name is not made of letters, digits and `_`.
  case badEvent = "bad-event"

  var index: Int {
    switch self {
    case .badStructure: 0
    case .badTime: 1
    case .noTime: 2
    case .badStatus: 3
    case .badBytes: 4
    case .noFields: 5
    case .notJSON: 6
    case .badField: 7
    case .missingEvent: 8
    case .badEvent: 9
    }
  }
}
