extension MerkleHash: Codable {
  /// Reads a hash in base 64.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let hash = MerkleHash(base64: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "32 bytes in base 64 were expected")
    }
    self = hash
  }

  /// Writes the hash in base 64.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(base64)
  }
}
