/// Why settings name no log that can be read.
///
/// Positions are bytes from 0 in the format string as it was given.
public enum LogFormatError: Error, Equatable, Sendable {
  /// The text is neither a format's name nor a format string.
  case unknownFormat
  /// A directive's `{` or quote has no end.
  case unended(position: Int)
  /// A `%` or `$` is followed by nothing that can be a directive.
  case noDirective(position: Int)
  /// Nothing stands between two fields, so that no one can tell where the first ends.
  case adjacentFields(position: Int)
  /// A part of a time's pattern is not one that can be read.
  case unreadableTime(position: Int)
  /// The format has no time, without which no record is an event.
  case noTime
  /// The visitor's field or cookie is not part of the format.
  case noVisitorField(name: String)
  /// A field to be mapped is not one that an event has.
  case unknownEventField(name: String)
  /// A field is mapped to an empty path or to one with an empty part.
  case emptyPath(field: String)
}

extension LogFormatError: CustomStringConvertible {
  /// The error as one line: where, what, and what was expected.
  public var description: String {
    switch self {
    case .unknownFormat:
      "the format is none of \(LogFormat.names.joined(separator: ", ")), nor a format string"
        + " with Apache's %h or nginx's $remote_addr directives"
    case .unended(let position):
      "the quote or brace at byte \(position) of the format string is not closed"
    case .noDirective(let position):
      "no directive follows the sign at byte \(position) of the format string;"
        + " for a percent sign write %%"
    case .adjacentFields(let position):
      "the field at byte \(position) of the format string follows another directly;"
        + " something must stand between them"
    case .unreadableTime(let position):
      "the time pattern at byte \(position) of the format string can't be read;"
        + " known are %Y %y %m %d %e %b %h %H %M %S %z %T %F %D %R %a %s %n %t %%,"
        + " sec, msec, usec, msec_frac and usec_frac"
    case .noTime:
      "the format string has no complete time, such as %t or $time_local"
    case .noVisitorField(let name):
      "the visitor's field or cookie \(name) is not part of the format"
    case .unknownEventField(let name):
      "\(name) is not a field that can be mapped; known are "
        + LogField.eventFieldNames.joined(separator: ", ")
    case .emptyPath(let field):
      "the path of field \(field) has an empty part"
    }
  }
}
