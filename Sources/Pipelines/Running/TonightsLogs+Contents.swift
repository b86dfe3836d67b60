import Workspace

extension TonightsLogs {
  /// The contents that have been read, tonight's in place of what they go on with.
  ///
  /// A content that goes on with another stands for all of it: events that were dropped there may be
  /// permitted one day by reading this one.
  ///
  /// - Parameter earlier: the contents that earlier nights have read.
  func contents(after earlier: [SeenContent]) -> [SeenContent] {
    var all: [SeenContent.Key: SeenContent] = [:]
    for var content in earlier {
      if settledFuture.contains(content.key) { content.hasFuture = false }
      all[content.key] = content
    }
    let read = zip(surveyed, ingested.contents).compactMap { log, content in
      content.map { (log: log, content: $0) }
    }
    var new: Set<SeenContent.Key> = []
    // One that goes on with another one of tonight comes after it.
    for (log, found) in read.sorted(by: { $0.content.end < $1.content.end }) {
      var content = found
      if settledFuture.contains(content.key) { content.hasFuture = false }
      if let part = log.supersedes, let known = all[part] {
        content.takeOver(known)
        all[part]?.isPart = true
        all[part]?.hasFuture = false
      }
      if new.insert(content.key).inserted { all[content.key] = content }
    }
    return all.values.sorted {
      ($0.file?.path ?? "", $0.digest, $0.tail?.digest ?? "")
        < ($1.file?.path ?? "", $1.digest, $1.tail?.digest ?? "")
    }
  }
}

extension SeenContent {
  /// Takes over what is known of the content that this one goes on with.
  fileprivate mutating func takeOver(_ part: SeenContent) {
    if let end = part.before { before = max(before ?? end, end) }
    hasFuture = hasFuture || part.hasFuture
  }
}
