import OutcomeModel

/// `exponential(_:)` of four numbers from -700 to 0 at once, bit for bit.
@inline(__always)
func exponentials(_ x: SIMD4<Double>) -> SIMD4<Double> {
  let magic = SIMD4<Double>(repeating: 6_755_399_441_055_744)
  let shifted = x * 1.4426950408889634 + magic
  let k = shifted - magic
  let r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33
  var sum = SIMD4<Double>(repeating: 1.0 / 6_227_020_800)
  sum = sum * r + (1.0 / 479_001_600)
  sum = sum * r + (1.0 / 39_916_800)
  sum = sum * r + (1.0 / 3_628_800)
  sum = sum * r + (1.0 / 362_880)
  sum = sum * r + (1.0 / 40_320)
  sum = sum * r + (1.0 / 5_040)
  sum = sum * r + (1.0 / 720)
  sum = sum * r + (1.0 / 120)
  sum = sum * r + (1.0 / 24)
  sum = sum * r + (1.0 / 6)
  sum = sum * r + 0.5
  sum = 1 + (r + r * r * sum)
  // The low bits of the shifted number are k, as long as it is small.
  let bits = unsafe unsafeBitCast(shifted, to: SIMD4<UInt64>.self)
  let power = (bits &<< SIMD4(repeating: 52)) &+ SIMD4(repeating: 1023 << 52)
  let scale = unsafe unsafeBitCast(power, to: SIMD4<Double>.self)
  return sum * scale
}

/// Replaces each number by e to the power of minus its size.
func replaceByExponentials(_ numbers: inout [Double], count: Int) {
  var place = 0
  while place + 4 <= count {
    let sizes = SIMD4<Double>(
      numbers[place].magnitude, numbers[place + 1].magnitude, numbers[place + 2].magnitude,
      numbers[place + 3].magnitude)
    if sizes.max() <= 700 {
      let found = exponentials(-sizes)
      for lane in 0..<4 { numbers[place + lane] = found[lane] }
    } else {
      for lane in 0..<4 { numbers[place + lane] = exponential(-sizes[lane]) }
    }
    place += 4
  }
  while place < count {
    numbers[place] = exponential(-numbers[place].magnitude)
    place += 1
  }
}
