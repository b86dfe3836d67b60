/// A number with a fixed count of digits after the point; as it is where it is too large for that.
package func fixedDecimal(_ value: Double, digits: Int = 4) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = (value.magnitude * scale).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  let whole = Int(scaled / scale)
  let fraction = "\(Int(scaled) - whole * Int(scale))"
  let zeros = String(repeating: "0", count: digits - fraction.count)
  return "\(value < 0 && scaled > 0 ? "-" : "")\(whole).\(zeros)\(fraction)"
}
