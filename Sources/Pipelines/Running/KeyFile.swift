import Bytes
public import Identity
import Workspace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The file that holds a controller's pseudonym key.
public enum KeyFile {
  /// Reads a key.
  ///
  /// - Throws: ``StageFailure`` 78 where the file is missing, others than its owner can read it
  ///   (unless it is named `test-only…`), or it holds no key.
  public static func read(_ path: String) throws -> PseudonymKey {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw StageFailure(
        .configuration,
        "\(path): the pseudonym key is missing; make one with: sojourn key new \(path)")
    }
    let name = path.split(separator: "/").last ?? ""
    guard status.st_mode & 0o077 == 0 || name.hasPrefix("test-only") else {
      throw StageFailure(
        .configuration, "\(path): others can read the pseudonym key; run: chmod 600 \(path)")
    }
    guard let key = PseudonymKey(fileContent: try WholeFile.read(path)) else {
      throw StageFailure(
        .configuration,
        "\(path): 64 hexadecimal digits, once more on a second line after a rotation, or 32 bytes were expected as the key"
      )
    }
    return key
  }

  /// Makes a new key that its owner alone can read.
  ///
  /// - Throws: ``StageFailure`` 73 where something stands at the path: a key that is lost takes all
  ///   pseudonyms with it, so none is ever replaced.
  public static func create(_ path: String) throws {
    guard !Folder.exists(path) else {
      throw StageFailure(.cannotCreate, "\(path): exists already; a key is never replaced")
    }
    try write(PseudonymKey.newKeyText(), to: path)
  }

  /// Makes the rotation of a key, that its owner alone can read; the old one stays as it is.
  ///
  /// - Throws: ``StageFailure`` 78 where the old one is no key, 73 where something stands at the path.
  public static func rotate(_ old: String, to path: String) throws {
    let text = try read(old).rotatedText()
    guard !Folder.exists(path) else {
      throw StageFailure(
        .cannotCreate, "\(path): exists already; a key is never replaced: name a new file")
    }
    try write(text, to: path)
  }

  private static func write(_ text: String, to path: String) throws {
    let file = try AtomicFile(path, mode: 0o600)
    try file.write(Array((text + "\n").utf8).span)
    try file.publish(isNew: true)
  }
}
