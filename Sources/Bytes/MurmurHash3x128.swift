/// MurmurHash3_x64_128, little-endian (Austin Appleby, SMHasher, public domain).
///
/// For ids that must not collide among all sessions of a site; the same bytes give the same two
/// numbers on every machine.
///
/// - Returns: the first and the second word of the hash.
public func murmurHash3x128(_ bytes: Span<UInt8>, seed: UInt32 = 0) -> (UInt64, UInt64) {
  var h1 = UInt64(seed)
  var h2 = UInt64(seed)
  let blocks = bytes.count / 16
  for block in 0..<blocks {
    h1 ^= mixFirst(word(bytes, from: block * 16, count: 8))
    h1 = rotate(h1, 27) &+ h2
    h1 = h1 &* 5 &+ 0x52DC_E729
    h2 ^= mixSecond(word(bytes, from: block * 16 + 8, count: 8))
    h2 = rotate(h2, 31) &+ h1
    h2 = h2 &* 5 &+ 0x3849_5AB5
  }
  let rest = bytes.count & 15
  if rest > 8 { h2 ^= mixSecond(word(bytes, from: blocks * 16 + 8, count: rest - 8)) }
  if rest > 0 { h1 ^= mixFirst(word(bytes, from: blocks * 16, count: min(rest, 8))) }
  h1 ^= UInt64(bytes.count)
  h2 ^= UInt64(bytes.count)
  h1 &+= h2
  h2 &+= h1
  h1 = finalMix(h1)
  h2 = finalMix(h2)
  h1 &+= h2
  h2 &+= h1
  return (h1, h2)
}

private func word(_ bytes: Span<UInt8>, from start: Int, count: Int) -> UInt64 {
  var word: UInt64 = 0
  for index in 0..<count { word |= UInt64(bytes[start + index]) << UInt64(index * 8) }
  return word
}

private func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
  value << bits | value >> (64 - bits)
}

private func mixFirst(_ word: UInt64) -> UInt64 {
  rotate(word &* 0x87C3_7B91_1142_53D5, 31) &* 0x4CF5_AD43_2745_937F
}

private func mixSecond(_ word: UInt64) -> UInt64 {
  rotate(word &* 0x4CF5_AD43_2745_937F, 33) &* 0x87C3_7B91_1142_53D5
}

private func finalMix(_ value: UInt64) -> UInt64 {
  var mixed = value
  mixed ^= mixed >> 33
  mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
  mixed ^= mixed >> 33
  mixed = mixed &* 0xC4CE_B9FE_1A85_EC53
  return mixed ^ (mixed >> 33)
}
