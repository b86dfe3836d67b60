/// A finished file: where it belongs below the output folder, and its bytes.
public struct SimulatedFile: Sendable {
  /// The path below the output folder, such as `events/2026-11-18.ndjson.gz`.
  public let path: String
  /// The content.
  public let bytes: [UInt8]
}
