import Bytes
import Crypto
public import Features
import FoundationEssentials

/// An exported model as values: what it is, its weights, and prefixes that prove a scorer right.
public struct Bundle: Equatable, Sendable {
  /// The names of a bundle's files.
  public enum FileName {
    /// What the bundle says of itself.
    public static let manifest = "manifest.json"
    /// The weights.
    public static let weights = "weights.safetensors"
    /// Made-up prefixes with their features and probability.
    public static let golden = "golden.ndjson"
    /// What the slots stand for.
    public static let names = "names.json"
    /// What people should know of the model.
    public static let card = "model-card.json"
    /// The same in words.
    public static let cardText = "model-card.md"
  }

  /// One file of a bundle.
  public struct File: Equatable, Sendable {
    /// Its name in the bundle's folder.
    public var name: String
    /// Its bytes.
    public var bytes: [UInt8]

    /// A file by its name and bytes.
    public init(name: String, bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// What the bundle says of itself, with the digests of its files.
  public let manifest: BundleManifest
  /// The weights.
  public let model: LogisticModel
  /// The golden prefixes, one JSON object a line.
  public let golden: [UInt8]
  /// What the slots stand for, as JSON of ``FeatureNames``; nil where it is not told.
  public let names: [UInt8]?
  /// The model card's files by name; bundles before schema 3 have none.
  public let card: [String: [UInt8]]

  /// A bundle of a model, with its golden prefixes made and the digests filled in.
  ///
  /// Its calibration is the model's.
  ///
  /// - Parameters:
  ///   - manifest: what is said of the model.
  ///   - model: its weights and calibration.
  ///   - weights: what the weights stand for, for the model card.
  ///   - names: what the slots stand for; nil where the bundle is not to tell.
  /// - Throws: ``BundleError`` where manifest and model don't fit each other.
  public init(
    _ manifest: BundleManifest, _ model: LogisticModel, weights: [FeatureWeight] = [],
    names: FeatureNames? = nil
  ) throws(BundleError) {
    try Bundle.check(manifest, model)
    var manifest = manifest
    manifest.schemaVersion = BundleManifest.currentVersion
    manifest.calibration = model.calibration
    golden = try GoldenPrefixes.make(manifest.features, model)
    let card = ModelCard(manifest, weights: weights)
    self.card = [
      FileName.card: try card.json(), FileName.cardText: Array(card.markdown.utf8),
    ]
    manifest.files = self.card.mapValues(digest)
    manifest.files[FileName.weights] = digest(WeightsFile.encode(model))
    manifest.files[FileName.golden] = digest(golden)
    self.names = try names.map { names throws(BundleError) in try Bundle.encode(names) }
    if let bytes = self.names { manifest.files[FileName.names] = digest(bytes) }
    self.manifest = manifest
    self.model = model
  }

  /// A bundle from its files by name; other files are passed over.
  ///
  /// - Throws: ``BundleError``, for the first thing that is wrong.
  public init(files: [String: [UInt8]]) throws(BundleError) {
    let manifest = try BundleManifest(json: try Bundle.file(FileName.manifest, files))
    let weights = try Bundle.checkedFile(FileName.weights, files, manifest)
    golden = try Bundle.checkedFile(FileName.golden, files, manifest)
    model = try Bundle.readModel(weights, manifest.calibration)
    var card: [String: [UInt8]] = [:]
    for name in [FileName.card, FileName.cardText] where manifest.files[name] != nil {
      card[name] = try Bundle.checkedFile(name, files, manifest)
    }
    self.card = card
    names =
      manifest.files[FileName.names] == nil
      ? nil : try Bundle.checkedFile(FileName.names, files, manifest)
    self.manifest = manifest
    try Bundle.check(manifest, model)
  }

  /// The bundle's files, the manifest last.
  ///
  /// - Throws: ``BundleError`` where the manifest holds a number that is not finite.
  public func encode() throws(BundleError) -> [File] {
    [
      File(name: FileName.weights, bytes: WeightsFile.encode(model)),
      File(name: FileName.golden, bytes: golden),
    ] + card.sorted { $0.key < $1.key }.map { File(name: $0.key, bytes: $0.value) }
      + (names.map { [File(name: FileName.names, bytes: $0)] } ?? []) + [
        File(name: FileName.manifest, bytes: try manifest.json())
      ]
  }

  /// Sorted keys on one line, one line feed at the end.
  private static func encode(_ names: FeatureNames) throws(BundleError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(names) else {
      throw .badJSON(file: FileName.names, key: "slots")
    }
    return [UInt8](data) + [0x0A]
  }

  private static func file(
    _ name: String, _ files: [String: [UInt8]]
  ) throws(BundleError) -> [UInt8] {
    guard let bytes = files[name] else { throw .missingFile(name) }
    return bytes
  }

  /// A file whose digest is the manifest's.
  private static func checkedFile(
    _ name: String, _ files: [String: [UInt8]], _ manifest: BundleManifest
  ) throws(BundleError) -> [UInt8] {
    guard let expected = manifest.files[name] else {
      throw .badJSON(file: FileName.manifest, key: "files.\(name)")
    }
    let bytes = try file(name, files)
    let found = digest(bytes)
    guard found == expected else {
      throw .wrongDigest(file: name, expected: expected, found: found)
    }
    return bytes
  }

  private static func readModel(
    _ weights: [UInt8], _ calibration: Calibration
  ) throws(BundleError) -> LogisticModel {
    do throws(WeightsFileError) {
      var model = try WeightsFile.decode(weights.span)
      model.calibration = calibration
      return model
    } catch {
      throw .badWeights(file: FileName.weights, error)
    }
  }

  private static func check(
    _ manifest: BundleManifest, _ model: LogisticModel
  ) throws(BundleError) {
    do {
      try manifest.features.validate()
    } catch {
      throw .badFeatures(file: FileName.manifest, error)
    }
    guard model.weights.count == 1 << manifest.features.bits else {
      throw .wrongWeightCount(
        file: FileName.weights, found: model.weights.count,
        expected: 1 << manifest.features.bits)
    }
    guard manifest.basisFits else { throw .otherBasis(file: FileName.manifest) }
  }
}

/// The SHA-256 of bytes in hexadecimal digits.
package func digest(_ bytes: [UInt8]) -> String {
  var text: [UInt8] = []
  for byte in SHA256.hash(data: bytes) {
    text.append(hexDigit(byte >> 4))
    text.append(hexDigit(byte & 15))
  }
  return String(decoding: text, as: UTF8.self)
}
