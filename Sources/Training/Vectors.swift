/// The inner product, from four sums side by side.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "\(a.count) and \(b.count) numbers")
  let (a, b) = (a.span, b.span)
  var sum = SIMD4<Double>.zero
  var index = 0
  while index + 4 <= a.count {
    let left = SIMD4<Double>(a[index], a[index + 1], a[index + 2], a[index + 3])
    let right = SIMD4<Double>(b[index], b[index + 1], b[index + 2], b[index + 3])
    sum += left * right
    index += 4
  }
  var rest = 0.0
  while index < a.count {
    rest += a[index] * b[index]
    index += 1
  }
  return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + rest
}

/// The Euclidean length.
func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

/// `a` plus `factor` times `b`.
func sum(_ a: [Double], _ factor: Double, _ b: [Double]) -> [Double] {
  var result = a
  add(factor, b, to: &result)
  return result
}

/// Adds `factor` times `b` to `a`.
func add(_ factor: Double, _ b: [Double], to a: inout [Double]) {
  precondition(a.count == b.count, "\(a.count) and \(b.count) numbers")
  let b = b.span
  var a = a.mutableSpan
  for index in 0..<b.count { a[index] += factor * b[index] }
}
