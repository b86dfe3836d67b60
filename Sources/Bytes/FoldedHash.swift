/// A quick hash of 64 bits for tables that compare the texts themselves: eight bytes at a time
/// through a multiplication whose halves are folded (after wyhash, Wang Yi, public domain).
///
/// A text of more than eight bytes ends with its last eight, so that no byte is taken alone.
@inlinable
public func foldedHash(_ text: Span<UInt8>, seed: UInt64 = 0) -> UInt64 {
  let bytes = unsafe text.bytes
  let count = bytes.byteCount
  var hash = seed ^ 0xA076_1D64_78BD_642F ^ UInt64(truncatingIfNeeded: count)
  var offset = 0
  // The loads check their bounds; they are marked unsafe for types whose bits may be no value.
  while offset + 8 < count {
    let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    hash = foldedProduct(hash ^ word.littleEndian, 0xE703_7ED1_A0B4_28DB)
    offset += 8
  }
  var rest: UInt64 = 0
  if count >= 8 {
    rest = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: count - 8, as: UInt64.self).littleEndian
  } else {
    for index in 0..<count { rest = rest << 8 | UInt64(text[index]) }
  }
  return foldedProduct(hash ^ rest, 0x8EBC_6AF0_9C88_C6E3)
}

@inlinable
func foldedProduct(_ a: UInt64, _ b: UInt64) -> UInt64 {
  let product = a.multipliedFullWidth(by: b)
  return product.high ^ product.low
}
