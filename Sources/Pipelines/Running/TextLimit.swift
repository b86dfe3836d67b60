import Bytes

/// How much text events may have that are held together: records point into less than 4 GiB.
package enum TextLimit {
  /// Refuses to take up more where there is no room for what comes next.
  ///
  /// - Throws: ``StageFailure`` 65.
  package static func check(bytes: Int) throws(StageFailure) {
    guard bytes >= ByteRange.fullBuffer else { return }
    throw StageFailure(
      .badData,
      "events that have to be held together have over \(ByteRange.fullBuffer >> 30) GiB of text; give fewer of them at once"
    )
  }
}
