import FoundationEssentials

extension BundleManifest {
  /// Reads `manifest.json`.
  ///
  /// - Throws: ``BundleError``, naming the key that is wrong.
  public init(json: [UInt8]) throws(BundleError) {
    let decoder = JSONDecoder()
    let data = Data(json)
    do {
      let version = try decoder.decode(VersionOnly.self, from: data).schemaVersion
      guard BundleManifest.knownVersions.contains(version) else {
        throw BundleError.unknownVersion(
          file: Bundle.FileName.manifest, found: version, known: BundleManifest.currentVersion)
      }
      self = try decoder.decode(BundleManifest.self, from: data)
    } catch let error as Calibration.UnknownMethod {
      throw .unknownCalibration(file: Bundle.FileName.manifest, method: error.method)
    } catch {
      throw error as? BundleError
        ?? .badJSON(file: Bundle.FileName.manifest, key: keyPath(of: error))
    }
  }

  /// `manifest.json`: sorted keys, two spaces a level, one line feed at the end.
  ///
  /// - Throws: ``BundleError`` where a number is not finite, which JSON can't say.
  public func json() throws(BundleError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else {
      throw .badJSON(file: Bundle.FileName.manifest, key: "metrics")
    }
    return [UInt8](data) + [0x0A]
  }
}

private struct VersionOnly: Decodable {
  var schemaVersion: Int
}

private func keyPath(of error: any Error) -> String {
  let path: [any CodingKey]
  switch error as? DecodingError {
  case .typeMismatch(_, let context): path = context.codingPath
  case .valueNotFound(_, let context): path = context.codingPath
  case .keyNotFound(let key, let context): path = context.codingPath + [key]
  case .dataCorrupted(let context): path = context.codingPath
  default: path = []
  }
  return path.map(\.stringValue).joined(separator: ".")
}
