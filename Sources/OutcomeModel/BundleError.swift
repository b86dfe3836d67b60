public import Bytes
public import Features

/// Why files are no bundle that can be used; each names the file.
public enum BundleError: Error, Equatable {
  /// A file is not there.
  case missingFile(String)
  /// A JSON file can't be read; `key` is the path to what is wrong, empty for the whole.
  case badJSON(file: String, key: String)
  /// The manifest is of a version that this code does not know.
  case unknownVersion(file: String, found: Int, known: Int)
  /// A file is not the one that the manifest names: it was changed or damaged.
  case wrongDigest(file: String, expected: String, found: String)
  /// The weights can't be read.
  case badWeights(file: String, WeightsFileError)
  /// There is not one weight for each slot.
  case wrongWeightCount(file: String, found: Int, expected: Int)
  /// The feature specification can't be used.
  case badFeatures(file: String, FeatureSpecError)
  /// The manifest names a calibration that this code does not know.
  case unknownCalibration(file: String, method: String)
  /// A golden line can't be read.
  case badGolden(file: String, line: Int)
  /// There are not as many golden lines as there must be.
  case wrongGoldenCount(file: String, found: Int, expected: Int)
  /// The bundle's time is over: a new one must be fetched.
  case expired(file: String, at: Timestamp)
}
