/// The inner product, summed in order.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
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
  for index in a.indices { a[index] += factor * b[index] }
}
