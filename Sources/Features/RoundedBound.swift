extension Double {
  /// The largest number of three decimal digits that is not above this one: 1234 gives 1230.
  ///
  /// Numbers closer to 0 than 1e-12 give 0, those beyond ±1e18 themselves. Every such bound lies at or
  /// below a number exactly where it lies at or below that number rounded down, so counts of rounded
  /// numbers are counts of the numbers themselves.
  package var roundedDownToThreeDigits: Double {
    guard magnitude >= 1e-12 else { return self < 0 ? -1e-12 : 0 }
    guard magnitude <= 1e18 else { return self }
    var exponent = 0
    while magnitude >= powerOfTen(exponent + 1) { exponent += 1 }
    while magnitude < powerOfTen(exponent) { exponent -= 1 }
    let unit = exponent - 2
    var steps = (unit >= 0 ? self / powerOfTen(unit) : self * powerOfTen(-unit)).rounded(.down)
    func bound() -> Double { unit >= 0 ? steps * powerOfTen(unit) : steps / powerOfTen(-unit) }
    // The division above may round across a step.
    while bound() > self { steps -= 1 }
    steps += 1
    while bound() <= self { steps += 1 }
    steps -= 1
    return bound()
  }
}

/// 10 to a power, exact from 0 to 22.
private func powerOfTen(_ exponent: Int) -> Double {
  var value = 1.0
  for _ in 0..<exponent.magnitude { value *= 10 }
  return exponent < 0 ? 1 / value : value
}
