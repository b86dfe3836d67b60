/// MurmurHash3_x86_32, little-endian (Austin Appleby, SMHasher, public domain).
///
/// The hash of features, shards and splits: the same bytes give the same number on every machine.
@inlinable
public func murmurHash3(_ bytes: Span<UInt8>, seed: UInt32 = 0) -> UInt32 {
  let c1: UInt32 = 0xCC9E_2D51
  let c2: UInt32 = 0x1B87_3593
  var hash = seed
  let blocks = bytes.count / 4
  for block in 0..<blocks {
    let at = block * 4
    var word =
      UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
      | UInt32(bytes[at + 3]) << 24
    word = word &* c1
    word = word << 15 | word >> 17
    hash ^= word &* c2
    hash = hash << 13 | hash >> 19
    hash = hash &* 5 &+ 0xE654_6B64
  }
  var tail: UInt32 = 0
  let rest = bytes.count & 3
  if rest > 2 { tail ^= UInt32(bytes[blocks * 4 + 2]) << 16 }
  if rest > 1 { tail ^= UInt32(bytes[blocks * 4 + 1]) << 8 }
  if rest > 0 {
    tail ^= UInt32(bytes[blocks * 4])
    tail = tail &* c1
    tail = tail << 15 | tail >> 17
    hash ^= tail &* c2
  }
  hash ^= UInt32(truncatingIfNeeded: bytes.count)
  hash ^= hash >> 16
  hash = hash &* 0x85EB_CA6B
  hash ^= hash >> 13
  hash = hash &* 0xC2B2_AE35
  return hash ^ (hash >> 16)
}
