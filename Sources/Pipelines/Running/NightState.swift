package import Bytes
package import Events
package import Workspace

/// What a workspace's runs hand to the next: `runs/state.json`.
///
/// It names contents by digest, and counts; of records that were dropped it knows nothing else.
package struct NightState: Codable, Equatable, Sendable {
  /// The form of this document.
  package static let schemaVersion = 2
  /// Where it lies in a workspace.
  package static let path = "runs/state.json"

  /// The form in which it was written.
  package var schemaVersion = NightState.schemaVersion
  /// The organisation whose workspace it is; nothing ever crosses controllers.
  package var controller: String
  /// The run that wrote it.
  package var run: String
  /// P of that run.
  package var asOf: Timestamp
  /// K of that run, where it was given as a count of statements.
  package var knownSize: Int?
  /// K of that run, where it was a time.
  package var knownAt: Timestamp?
  /// Up to where nights have been published.
  package var mark: Timestamp?
  /// SHA-256 of the pipeline file.
  package var configuration: String
  /// By what the key of the pseudonyms at rest can be told from others.
  package var key = ""
  /// SHA-256 over the links that events had made.
  package var links: String
  /// The contents of logs that have been read.
  package var logs: [SeenContent] = []
  /// The contents of files with statements that have been read.
  package var statements: [SeenStatements] = []
  /// The ledger as that run knew it; nil where statements came from files alone.
  package var ledger: LedgerState?
  /// The files whose statements the ledger has taken in.
  package var statementFiles: [FileIdentity]?
  /// The names of the pipeline's entries by which events have come.
  package var sources: [String] = []
  /// The events that nights have dropped for all purposes, by day, coarse cell and reason.
  package var dropped: [DroppedCounts] = []
  /// The runs that have been published.
  package var runs: [RunTable.Row] = []

  /// A state in which nothing has been read.
  package init(
    controller: String, run: String, asOf: Timestamp, configuration: String, links: String
  ) {
    self.controller = controller
    self.run = run
    self.asOf = asOf
    self.configuration = configuration
    self.links = links
  }

  /// K of that run.
  package var position: LedgerPosition {
    if let knownSize { return .size(knownSize) }
    return .time(knownAt ?? asOf)
  }
}

/// The content of a log that has been read, known by its bytes once inflated.
package struct SeenContent: Codable, Equatable, Sendable {
  /// The file that had it last, by which it is known at a glance while nothing changes.
  package var file: FileIdentity?
  /// The place among the pipeline's logs of the entry that names the file.
  package var source: Int?
  /// How many bytes were read, up to the end of the last whole line.
  package var bytes: Int
  /// How many lines they are.
  package var lines: Int
  /// SHA-256 of those bytes.
  package var digest: String
  /// How many bytes stood at the end without a line's end, and what they were.
  package var tail: Tail?
  /// How many of its first bytes the head's digest covers.
  package var headBytes: Int
  /// SHA-256 of its first bytes.
  package var headDigest: String
  /// The midnight, in UTC, before which all its events lie, permitted or not; nil where there were none.
  package var before: Timestamp?
  /// Whether an event was later than the run, so that it has to be judged again.
  package var hasFuture = false
  /// Whether a content that goes on with it has been read, and stands for it.
  package var isPart = false

  /// By what contents differ: their whole lines, and a last line without an end.
  package struct Key: Hashable, Sendable {
    let digest: String
    let tail: String?
  }

  /// By what it differs from other contents.
  package var key: Key { Key(digest: digest, tail: tail?.digest) }

  /// A last line that had no end yet.
  package struct Tail: Codable, Equatable, Sendable {
    /// How many bytes.
    package var bytes: Int
    /// Their SHA-256.
    package var digest: String
    /// SHA-256 of all of the content, up to their end.
    package var content: String?

    package init(bytes: Int, digest: String, content: String? = nil) {
      self.bytes = bytes
      self.digest = digest
      self.content = content
    }
  }
}

/// The content of a file of statements that has been read.
package struct SeenStatements: Codable, Equatable, Sendable {
  /// The file.
  package var path: String
  /// How many bytes were read, up to the end of the last whole line.
  package var bytes: Int
  /// SHA-256 of those bytes.
  package var digest: String
  /// How many statements they hold.
  package var count: Int
  /// How many bytes were read, with those of a last line without an end.
  package var end: Int
  /// How many statements were read, with that of a last line without an end.
  package var read: Int

  package init(path: String, bytes: Int, end: Int, digest: String, count: Int, read: Int) {
    self.path = path
    self.bytes = bytes
    self.end = end
    self.digest = digest
    self.count = count
    self.read = read
  }
}

extension SeenContent {
  /// What is kept of a content that was read to its end.
  package init(_ hash: ContentHash, of file: FileIdentity?) {
    self.file = file
    bytes = hash.wholeBytes
    lines = hash.lines
    digest = hash.wholeDigest
    if !hash.tail.isEmpty {
      tail = Tail(
        bytes: hash.tail.count, digest: ContentDigest.of(hash.tail), content: hash.fullDigest)
    }
    headBytes = min(ContentHash.headLimit, hash.wholeBytes)
    headDigest = hash.wholeBytes < ContentHash.headLimit ? hash.wholeDigest : hash.headDigest
  }
}
