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
  /// The basis is another model's: its controller, purpose, P or K are not the manifest's.
  case otherBasis(file: String)
  /// A golden line can't be read.
  case badGolden(file: String, line: Int)
  /// There are not as many golden lines as there must be.
  case wrongGoldenCount(file: String, found: Int, expected: Int)
  /// The bundle's time is over: a new one must be fetched.
  case expired(file: String, at: Timestamp)
}

extension BundleError: CustomStringConvertible {
  /// One line: the file, what was found and what to do.
  public var description: String {
    switch self {
    case .missingFile(let file): "\(file): the file is missing; export the bundle again"
    case .badJSON(let file, let key):
      "\(file): \(key.isEmpty ? "this is not the JSON that was expected" : "the key \(key) is missing or has another type"); export the bundle again"
    case .unknownVersion(let file, let found, let known):
      "\(file): schema version \(found), while this program knows up to \(known); use a newer one"
    case .wrongDigest(let file, _, _):
      "\(file): the file is not the one that the manifest names; export the bundle again"
    case .badWeights(let file, let error): "\(file): the weights are damaged (\(error))"
    case .wrongWeightCount(let file, let found, let expected):
      "\(file): \(found) weights were found, \(expected) were expected"
    case .badFeatures(let file, let error): "\(file): the features can't be used (\(error))"
    case .unknownCalibration(let file, let method):
      "\(file): the calibration \(method) is not known to this program; use a newer one"
    case .otherBasis(let file):
      "\(file): the basis has another controller, purpose, asOf or knownAt than the manifest; export the bundle again"
    case .badGolden(let file, let line): "\(file):\(line): a golden prefix can't be read"
    case .wrongGoldenCount(let file, let found, let expected):
      "\(file): \(found) golden prefixes were found, \(expected) were expected"
    case .expired(let file, let moment): "\(file): the bundle expired on \(moment); train again"
    }
  }
}
