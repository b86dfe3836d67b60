#if ISAL
  /// What unpacks deflate data: the trait decides.
  typealias Inflater = IsalInflater
#else
  /// What unpacks deflate data: the trait decides.
  typealias Inflater = ZlibInflater
#endif

/// How far one call that unpacks came; what it produced before a fault is sound.
package struct UnpackProgress {
  package var consumed: Int
  package var produced: Int
  package var isAtEnd: Bool
  package var fault: ReadFault?
  /// Bytes consumed that stand after the data's end, the first in the lowest place; maybe from input
  /// before.
  package var surplus: UInt64 = 0
  package var surplusCount = 0
}
