import Bytes

/// Ids that say "nobody": no consent can be found for them and no journey is theirs.
public enum Placeholder {
  /// Whether bytes are a placeholder: empty, `-`, all zeros, or a word that stands for no id.
  ///
  /// Zeros count in any grouping by hyphens, as in the nil UUID.
  public static func matches(_ id: Span<UInt8>) -> Bool {
    guard id.count > 0 else { return true }
    if isZeros(id) { return true }
    return isWord(id)
  }

  private static func isZeros(_ id: Span<UInt8>) -> Bool {
    for index in id.indices where id[index] != 0x30 && id[index] != 0x2D { return false }
    return true
  }

  private static func isWord(_ id: Span<UInt8>) -> Bool {
    switch id.count {
    case 3: id.isEqualIgnoringCase(to: "nil") || id.isEqualIgnoringCase(to: "n/a")
    case 4: id.isEqualIgnoringCase(to: "null") || id.isEqualIgnoringCase(to: "none")
    case 6: id.isEqualIgnoringCase(to: "(null)") || id.isEqualIgnoringCase(to: "optout")
    case 7: id.isEqualIgnoringCase(to: "opt-out") || id.isEqualIgnoringCase(to: "opt_out")
    case 8: id.isEqualIgnoringCase(to: "optedout")
    case 9: id.isEqualIgnoringCase(to: "undefined") || id.isEqualIgnoringCase(to: "opted-out")
      || id.isEqualIgnoringCase(to: "opted_out")
    case 15: id.isEqualIgnoringCase(to: "[object object]")
    default: false
    }
  }
}
