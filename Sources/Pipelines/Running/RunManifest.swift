public import Workspace

/// What a run decided and made, as a function of its inputs, P and K alone: two runs over the same
/// have the same figures, byte for byte.
public struct RunFigures: Codable, Equatable, Sendable {
  /// What became of one outcome.
  public struct Outcome: Codable, Equatable, Sendable {
    /// The outcome's name.
    public var name: String
    /// The purpose for which it is learned.
    public var purpose: String
    /// Why it was not trained; nil where it was.
    public var notTrained: String?
    /// Counts and figures of the training and of the test part.
    public var figures: [String: Double] = [:]
    /// The bundle's files with digests of their content: of the manifest without the ledger's head
    /// and the pipeline file's digest, which say where it was made and not of what.
    public var bundle: [String: String] = [:]
  }

  /// P.
  public var asOf: String
  /// How many statements were read.
  public var statements: Int
  /// What each stage did, by reason.
  public var stages: [StageReport]
  /// The tables' files with rows and digests of their content; without the runs', which hangs on the
  /// runs before.
  public var tables: [TableFile]
  /// The outcomes.
  public var outcomes: [Outcome]
}

/// A run's record: `runs/<run>/manifest.json`, with exact counts, for the workspace alone.
public struct RunManifest: Codable, Sendable {
  /// A file that was read.
  public struct Input: Codable, Equatable, Sendable {
    /// Its path as the pipeline file's patterns gave it.
    public var path: String
    /// SHA-256 of its inflated content.
    public var digest: String?
    /// What became of it, for log files.
    public var log: StageReport.File?
  }

  /// What a run's stages took.
  public struct Timing: Codable, Equatable, Sendable {
    /// The stage.
    public var stage: String
    /// Seconds of the wall clock.
    public var seconds: Double
  }

  /// The form of this document.
  public var schemaVersion = 1
  /// The run's id: a function of its configuration, inputs, P, K and last stage.
  public var run: String
  /// The organisation whose site it is.
  public var controller: String
  /// SHA-256 of the pipeline file.
  public var configuration: String
  /// The code's version.
  public var codeVersion: String
  /// The ledger by which the run judged; absent where it judged by files alone.
  public var ledger: LedgerState?
  /// The files that were read.
  public var inputs: [Input]
  /// What was decided and made.
  public var figures: RunFigures
  /// The tables' files, with the digest of each file itself.
  public var outputs: [TableFile]
  /// The files of the bundles that were published, by outcome, with the digest of each file itself;
  /// absent in older runs.
  public var bundles: [String: [String: String]]?
  /// How long the stages took.
  public var timings: [Timing]
  /// How the run ended.
  public var exitCode: Int32
}
