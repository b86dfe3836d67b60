import Workspace

/// Where the contents of earlier nights' logs lie now: a file that has been renamed or has grown since
/// is known by tonight's survey, any other one by the name under which it was read.
struct EarlierLogs {
  private var byContent: [SeenContent.Key: SurveyedLog] = [:]

  /// The logs that tonight's survey has found to hold a known content, or to go on with one.
  init(tonight: [SurveyedLog]) {
    for log in tonight where log.repeats == nil {
      if let content = log.seen?.key { byContent[content] = log }
    }
  }

  /// The part of a log that an earlier night has read, by where it lies now; nil where no place is known.
  func locate(_ content: SeenContent) -> SurveyedLog? {
    if let log = byContent[content.key] {
      return SurveyedLog(log: log.log, identity: log.identity).upTo(content)
    }
    guard let file = content.file, let source = content.source else { return nil }
    let log = InputSelection.LogFile(path: file.path, source: source)
    return SurveyedLog(log: log, identity: file).upTo(content)
  }
}

extension SurveyedLog {
  /// The part of a log that has been read up to the end of a content.
  func upTo(_ content: SeenContent) -> SurveyedLog {
    var part = self
    part.seen = content
    part.known.end = content.end
    return part
  }
}
