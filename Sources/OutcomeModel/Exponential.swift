/// e to the power of `x`, made of IEEE 754 additions, multiplications and divisions alone.
///
/// The C library chooses its instructions by processor, so its last bit differs between machines; this
/// one's does not. x is cut into k·ln 2 + r with |r| ≤ ln 2 / 2, and e^r is its Taylor polynomial of
/// degree 13, whose remainder is below 5e-18. Within 1e-15 of the true value, relatively.
public func exponential(_ x: Double) -> Double {
  guard x == x else { return x }
  guard x < 709.782712893384 else { return .infinity }
  guard x > -745.2 else { return 0 }
  // 1.5·2^52: a number of this size is whole, so adding it rounds to the nearest, ties to even.
  let k = (x * 1.4426950408889634 + 6_755_399_441_055_744) - 6_755_399_441_055_744
  let r = (x - k * ln2High) - k * ln2Low
  var sum = 1.0 / 6_227_020_800
  sum = sum * r + 1.0 / 479_001_600
  sum = sum * r + 1.0 / 39_916_800
  sum = sum * r + 1.0 / 3_628_800
  sum = sum * r + 1.0 / 362_880
  sum = sum * r + 1.0 / 40_320
  sum = sum * r + 1.0 / 5_040
  sum = sum * r + 1.0 / 720
  sum = sum * r + 1.0 / 120
  sum = sum * r + 1.0 / 24
  sum = sum * r + 1.0 / 6
  sum = sum * r + 0.5
  sum = 1 + (r + r * r * sum)
  return scaled(sum, byPowerOfTwo: Int(k))
}

/// The upper bits of ln 2: few enough that k times them is exact for |k| < 2^20.
let ln2High = 0x1.62e42feep-1
/// ln 2 less its upper bits.
let ln2Low = 0x1.a39ef35793c76p-33

/// Multiplies by 2^k in two steps, so that results below the least normal number round once.
private func scaled(_ value: Double, byPowerOfTwo k: Int) -> Double {
  let half = k / 2
  return value * powerOfTwo(half) * powerOfTwo(k - half)
}

private func powerOfTwo(_ k: Int) -> Double {
  Double(bitPattern: UInt64(k + 1023) << 52)
}
