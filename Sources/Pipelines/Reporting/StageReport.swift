/// What a stage did with its records, by reason: written as JSON by `--report`.
public struct StageReport: Codable, Equatable, Sendable {
  /// One input file.
  public struct File: Codable, Equatable, Sendable {
    /// The file's path.
    public var file: String
    /// How it was compressed: plain, gzip or zstd.
    public var encoding: String?
    /// Its size as read.
    public var compressedBytes = 0
    /// Its size once inflated.
    public var bytes = 0
    /// SHA-256 of the inflated content.
    public var digest: String?
    /// Lines read.
    public var lines = 0
    /// Events that came of them.
    public var events = 0
    /// Events that were taken back, since the file is damaged.
    public var withheld = 0
    /// Rejected lines by reason.
    public var rejected: [String: Int] = [:]
    /// Lines that are no page by reason.
    public var filtered: [String: Int] = [:]
    /// What was odd, by kind.
    public var warnings: [String: Int] = [:]
    /// Why the file could not be read to its end.
    public var failure: String?

    /// Nothing read of a file yet.
    public init(file: String) {
      self.file = file
    }

    /// Whether lines = events + withheld + rejected + filtered (rules of sessions, 24).
    public var isBalanced: Bool {
      lines == events + withheld + rejected.values.reduce(0, +) + filtered.values.reduce(0, +)
    }
  }

  /// The stage's name.
  public var stage: String
  /// Records in.
  public var `in` = 0
  /// Records out.
  public var out = 0
  /// Records dropped by reason.
  public var dropped: [String: Int] = [:]
  /// Lines rejected by reason.
  public var rejected: [String: Int] = [:]
  /// Lines filtered by reason.
  public var filtered: [String: Int] = [:]
  /// The sessions that were formed, where the stage forms them.
  public var sessions: Int?
  /// The input files, where the stage reads logs.
  public var files: [File]?

  /// A report of a stage that has done nothing yet.
  public init(stage: String) {
    self.stage = stage
  }

  /// Whether in = out + dropped + rejected + filtered.
  public var isBalanced: Bool {
    self.in
      == out + dropped.values.reduce(0, +) + rejected.values.reduce(0, +)
      + filtered.values.reduce(0, +)
  }

  /// Fails where records were lost or made.
  func requireBalance() throws {
    guard isBalanced, files?.allSatisfy(\.isBalanced) ?? true else {
      throw StageFailure(
        .conservation,
        "\(stage): \(self.in) records came in, but those that went out, were dropped, rejected or filtered are another number; the output is not to be used"
      )
    }
  }
}

extension [String: Int] {
  /// Adds another tally's counts to this one's.
  mutating func add(_ other: [String: Int]) {
    merge(other) { $0 + $1 }
  }
}
