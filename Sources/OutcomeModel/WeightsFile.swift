import Bytes

/// Why bytes are no weights file; each names what was found and what was expected.
public enum WeightsFileError: Error, Equatable {
  /// The file ends before its header does.
  case truncated(bytes: Int)
  /// The header's length is beyond the limit or the file.
  case badHeaderLength(found: UInt64, limit: Int)
  /// The header is no JSON object as the format has it.
  case badHeader
  /// A tensor is missing, stands twice, or is none of `bias` and `weights`.
  case unexpectedTensors
  /// A tensor has another `dtype`, `shape` or `data_offsets` than it must.
  case badTensor(name: String, key: String)
  /// The data are not as long as the tensors say.
  case badDataLength(found: Int, expected: Int)
  /// A number is infinite or not a number.
  case notFinite(tensor: String, index: Int)
}

/// The weights as safetensors, the format that any stack reads.
///
/// ```
/// 8 bytes   length of the header, little-endian
/// header    JSON, padded with spaces so that the data begin at a multiple of 8:
///           {"bias":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},
///            "weights":{"dtype":"F32","shape":[N],"data_offsets":[8,8+4N]}}
/// data      the bias, then the weights, little-endian
/// ```
/// Source: github.com/huggingface/safetensors, README. Reading is strict: exactly these two tensors,
/// without gaps, without overlaps, without trailing bytes; `__metadata__` is passed over.
public enum WeightsFile {
  /// Longer headers are refused.
  public static let maximumHeaderBytes = 1 << 20

  /// The file of a model.
  public static func encode(_ model: LogisticModel) -> [UInt8] {
    var header: [UInt8] = []
    header.append("{\"bias\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]},")
    header.append("\"weights\":{\"dtype\":\"F32\",\"shape\":[")
    header.append(decimal: model.weights.count)
    header.append("],\"data_offsets\":[8,")
    header.append(decimal: 8 + 4 * model.weights.count)
    header.append("]}}")
    while header.count % 8 != 0 { header.append(0x20) }
    var file: [UInt8] = []
    file.reserveCapacity(16 + header.count + 4 * model.weights.count)
    file.append(littleEndian: UInt64(header.count))
    file.append(header.span)
    file.append(littleEndian: model.bias.bitPattern)
    for weight in model.weights { file.append(littleEndian: weight.bitPattern) }
    return file
  }

  /// The model in a file.
  ///
  /// - Throws: ``WeightsFileError``.
  public static func decode(_ file: Span<UInt8>) throws(WeightsFileError) -> LogisticModel {
    guard file.count >= 8 else { throw .truncated(bytes: file.count) }
    let headerLength: UInt64 = file.littleEndian(at: 0)
    guard headerLength <= UInt64(min(maximumHeaderBytes, file.count - 8)) else {
      throw .badHeaderLength(found: headerLength, limit: maximumHeaderBytes)
    }
    let dataStart = 8 + Int(headerLength)
    let tensors = try WeightsHeader(file.extracting(8..<dataStart))
    let dataLength = file.count - dataStart
    guard dataLength == tensors.dataLength else {
      throw .badDataLength(found: dataLength, expected: tensors.dataLength)
    }
    let bias = Double(bitPattern: file.littleEndian(at: dataStart + tensors.bias.lowerBound))
    guard bias.isFinite else { throw .notFinite(tensor: "bias", index: 0) }
    let start = dataStart + tensors.weights.lowerBound
    var weights = [Float](repeating: 0, count: tensors.weights.count / 4)
    for index in weights.indices {
      let weight = Float(bitPattern: file.littleEndian(at: start + 4 * index))
      guard weight.isFinite else { throw .notFinite(tensor: "weights", index: index) }
      weights[index] = weight
    }
    return LogisticModel(weights: weights, bias: bias)
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}

extension Span<UInt8> {
  fileprivate func littleEndian<Number: FixedWidthInteger & UnsignedInteger>(
    at start: Int
  ) -> Number {
    var value: Number = 0
    for byte in 0..<(Number.bitWidth / 8) {
      value |= Number(self[start + byte]) << (8 * byte)
    }
    return value
  }
}
