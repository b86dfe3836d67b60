/// Why text is no checkpoint; lines are counted from 1.
public enum CheckpointError: Error, Equatable {
  /// There are fewer than three lines, or the last does not end.
  case tooFewLines(found: Int)
  /// The text is not UTF-8.
  case notUTF8
  /// The first line, the log's name, is empty.
  case emptyOrigin
  /// The second line is no decimal number without leading zeros, or is beyond 63 bits.
  case badSize
  /// The third line is not strict base 64.
  case badRoot
  /// The root is not a hash of 32 bytes.
  case badRootLength(found: Int)
  /// A line after the third is empty.
  case emptyExtension(line: Int)
  /// The checkpoint is of another log.
  case otherOrigin
}
