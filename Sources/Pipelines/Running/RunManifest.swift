import Bytes
import Workspace

/// What a run read, decided and made: `runs/<run>/manifest.json`, exact counts for the workspace alone.
public struct RunManifest: Codable, Sendable {
  /// A file that was read.
  public struct Input: Codable, Equatable, Sendable {
    /// Its path as the pipeline file names it.
    public var path: String
    /// Its size in bytes.
    public var bytes: Int
  }

  /// What became of one outcome.
  public struct Outcome: Codable, Equatable, Sendable {
    /// The outcome's name.
    public var name: String
    /// The purpose for which it is learned.
    public var purpose: String
    /// Why it was not trained; nil where it was.
    public var notTrained: String?
    /// Figures of the test part and of the training.
    public var figures: [String: Double] = [:]
    /// The bundle's files with their digests.
    public var bundle: [String: String] = [:]
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
  /// The run's id: a function of its configuration, inputs, P and K.
  public var run: String
  /// The organisation whose site it is.
  public var controller: String
  /// SHA-256 of the pipeline file.
  public var configuration: String
  /// P.
  public var asOf: String
  /// K as the number of statements known.
  public var knownStatements: Int
  /// The code's version.
  public var codeVersion: String
  /// The files that were read.
  public var inputs: [Input]
  /// What each stage did, by reason.
  public var stages: [StageReport]
  /// The tables' files with rows and digests of their content.
  public var tables: [TableFile]
  /// The outcomes.
  public var outcomes: [Outcome]
  /// How long the stages took.
  public var timings: [Timing]
  /// How the run ended.
  public var exitCode: Int32
}
