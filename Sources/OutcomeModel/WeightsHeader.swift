import Bytes

/// What a weights file's header says, checked: where the two tensors lie in the data.
struct WeightsHeader {
  private(set) var bias = 0..<0
  private(set) var weights = 0..<0

  var dataLength: Int { bias.count + weights.count }

  init(_ header: Span<UInt8>) throws(WeightsFileError) {
    var seen: Set<[UInt8]> = []
    do {
      try forEachMember(of: header) { key, value in
        let name = header.extracting(key.range.indices)
        guard !key.isEscaped, seen.insert(Array(bytes: name)).inserted else {
          throw WeightsFileError.unexpectedTensors
        }
        if name.isEqual(to: "bias") {
          bias = try range("bias", "F64", 8, value, header)
        } else if name.isEqual(to: "weights") {
          weights = try range("weights", "F32", 4, value, header)
        } else if !name.isEqual(to: "__metadata__") {
          throw WeightsFileError.unexpectedTensors
        }
      }
    } catch {
      throw error as? WeightsFileError ?? .badHeader
    }
    guard !bias.isEmpty, !weights.isEmpty else { throw .unexpectedTensors }
    guard bias.count == 8 else { throw .badTensor(name: "bias", key: "shape") }
    guard min(bias.lowerBound, weights.lowerBound) == 0,
      bias.upperBound == weights.lowerBound || weights.upperBound == bias.lowerBound
    else { throw .badTensor(name: "weights", key: "data_offsets") }
  }

  private func range(
    _ name: String, _ type: StaticString, _ size: Int, _ tensor: JSONValue,
    _ header: Span<UInt8>
  ) throws -> Range<Int> {
    guard tensor.kind == .object else { throw WeightsFileError.badHeader }
    var shape: [Int]?
    var offsets: [Int]?
    var hasType = false
    try forEachMember(of: header.extracting(tensor.range.indices)) { key, value in
      let inner = header.extracting(tensor.range.indices)
      let member = inner.extracting(key.range.indices)
      if member.isEqual(to: "dtype") {
        hasType = value.kind == .string && inner.extracting(value.range.indices).isEqual(to: type)
      } else if member.isEqual(to: "shape") {
        shape = try numbers(value, inner)
      } else if member.isEqual(to: "data_offsets") {
        offsets = try numbers(value, inner)
      }
    }
    guard hasType else { throw WeightsFileError.badTensor(name: name, key: "dtype") }
    guard let shape, shape.count == 1, shape[0] > 0, shape[0] <= 1 << 40 else {
      throw WeightsFileError.badTensor(name: name, key: "shape")
    }
    guard let offsets, offsets.count == 2, offsets[0] <= offsets[1],
      offsets[1] - offsets[0] == shape[0] * size
    else { throw WeightsFileError.badTensor(name: name, key: "data_offsets") }
    return offsets[0]..<offsets[1]
  }

  private func numbers(_ array: JSONValue, _ bytes: Span<UInt8>) throws -> [Int]? {
    guard array.kind == .array else { return nil }
    var numbers: [Int] = []
    var scanner = JSONScanner(at: array.range.start)
    try scanner.enter(0x5B, bytes)
    while let element = try scanner.nextElement(bytes) {
      guard let number = bytes.extracting(element.range.indices).unsignedInteger(),
        let fitting = Int(exactly: number), numbers.count < 8
      else { return nil }
      numbers.append(fitting)
    }
    return numbers
  }
}
