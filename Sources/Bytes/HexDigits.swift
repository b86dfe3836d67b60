/// The eight hexadecimal digits of a word's bytes, the lowest first, as they are to lie in memory.
public func hexDigits(_ bytes: UInt32) -> UInt64 {
  // Each byte is spread over two, its upper half first; then each half becomes its digit.
  var word = UInt64(bytes)
  word = (word | word << 16) & 0x0000_FFFF_0000_FFFF
  word = (word | word << 8) & 0x00FF_00FF_00FF_00FF
  word = (word >> 4 | word << 8) & 0x0F0F_0F0F_0F0F_0F0F
  let isLetter = (word &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
  return (word &+ 0x3030_3030_3030_3030 &+ isLetter &* 39).littleEndian
}
