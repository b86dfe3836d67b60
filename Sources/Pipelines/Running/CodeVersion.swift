/// The version of this code, which manifests and bundles carry.
public enum CodeVersion {
  /// Semantic version, as in the changelog.
  public static let current = "0.1.0"
}
