/// The natural logarithm of `x`, made of IEEE 754 additions, multiplications and divisions alone.
///
/// x is cut into 2^k·m with m between √½ and √2; ln m is twice the area tangent's series in
/// s = (m - 1) / (m + 1), to the power of 23. Within 1e-15 of the true value, relatively.
public func naturalLogarithm(_ x: Double) -> Double {
  guard x == x, x >= 0 else { return .nan }
  guard x > 0 else { return -.infinity }
  guard x < .infinity else { return x }
  var k = Int(x.exponent)
  var m = x.significand
  if m > 1.4142135623730951 {
    m /= 2
    k += 1
  }
  let s = (m - 1) / (m + 1)
  let z = s * s
  var sum = 1.0 / 23
  sum = sum * z + 1.0 / 21
  sum = sum * z + 1.0 / 19
  sum = sum * z + 1.0 / 17
  sum = sum * z + 1.0 / 15
  sum = sum * z + 1.0 / 13
  sum = sum * z + 1.0 / 11
  sum = sum * z + 1.0 / 9
  sum = sum * z + 1.0 / 7
  sum = sum * z + 1.0 / 5
  sum = sum * z + 1.0 / 3
  let logarithm = 2 * s + 2 * s * z * sum
  return Double(k) * ln2High + (logarithm + Double(k) * ln2Low)
}

/// ln(1 + x), right for small x too.
///
/// What rounding takes from 1 + x is given back by x / ((1 + x) - 1) (Goldberg 1991, theorem 4).
public func logarithmOfOnePlus(_ x: Double) -> Double {
  let sum = 1 + x
  guard sum < .infinity else { return naturalLogarithm(sum) }
  return sum == 1 ? x : naturalLogarithm(sum) * (x / (sum - 1))
}
