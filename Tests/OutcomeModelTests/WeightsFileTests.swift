import OutcomeModel
import Testing

@Suite("Weights file")
struct WeightsFileTests {
  private let model = LogisticModel(weights: [0, 1.5, -2.25, .leastNonzeroMagnitude], bias: -0.1)

  /// A file by its header's text and data.
  private func file(_ header: String, dataBytes: Int) -> [UInt8] {
    var length = UInt64(header.utf8.count)
    var bytes: [UInt8] = []
    for _ in 0..<8 {
      bytes.append(UInt8(length & 0xFF))
      length >>= 8
    }
    return bytes + Array(header.utf8) + [UInt8](repeating: 0, count: dataBytes)
  }

  private func error(_ bytes: [UInt8]) -> WeightsFileError? {
    do throws(WeightsFileError) {
      _ = try WeightsFile.decode(bytes.span)
      return nil
    } catch {
      return error
    }
  }

  @Test("what is written is read, bit for bit")
  func roundTrip() throws {
    let bytes = WeightsFile.encode(model)
    #expect(try WeightsFile.decode(bytes.span) == model)
    #expect(bytes.count % 4 == 0)
    let header = String(decoding: bytes[8..<(8 + Int(bytes[0]))], as: UTF8.self)
    #expect(Int(bytes[0]) % 8 == 0)
    #expect(
      header.trimmingPrefix(" ").hasPrefix(
        #"{"bias":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"#
          + #""weights":{"dtype":"F32","shape":[4],"data_offsets":[8,24]}}"#))
  }

  @Test("another writer's order of tensors and metadata are fine")
  func otherOrder() throws {
    let bytes = file(
      #"{"__metadata__":{"format":"np"},"weights":{"data_offsets":[0,8],"shape":[2],"dtype":"F32"},"#
        + #""bias":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}} "#, dataBytes: 16)
    #expect(try WeightsFile.decode(bytes.span) == LogisticModel(weights: [0, 0], bias: 0))
  }

  @Test("every cut of the file is refused, and so is every byte too many")
  func truncated() {
    let bytes = WeightsFile.encode(model)
    for count in 0..<bytes.count { #expect(error(Array(bytes[..<count])) != nil, "\(count)") }
    #expect(error(bytes + [0]) != nil)
  }

  @Test("a header length beyond the file or the limit")
  func headerLength() {
    var bytes = WeightsFile.encode(model)
    bytes.replaceSubrange(0..<8, with: [UInt8](repeating: 0xFF, count: 8))
    #expect(
      error(bytes)
        == .badHeaderLength(found: .max, limit: WeightsFile.maximumHeaderBytes))
  }

  @Test(
    "damaged headers",
    arguments: [
      ("", WeightsFileError.badHeader),
      ("[]", .badHeader),
      ("{}", .unexpectedTensors),
      (#"{"bias":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, .unexpectedTensors),
      (
        #"{"bias":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#,
        .badTensor(name: "bias", key: "dtype")
      ),
      (
        #"{"bias":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}"#,
        .badTensor(name: "bias", key: "data_offsets")
      ),
      (
        #"{"bias":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}"#,
        .badTensor(name: "bias", key: "shape")
      ),
      (
        #"{"bias":{"dtype":"F64","shape":[1,1],"data_offsets":[0,8]}}"#,
        .badTensor(name: "bias", key: "shape")
      ),
      (
        #"{"bias":{"dtype":"F64","shape":[18446744073709551615],"data_offsets":[0,8]}}"#,
        .badTensor(name: "bias", key: "shape")
      ),
      (
        #"{"bias":{"dtype":"F64","shape":[1],"data_offsets":[8,0]}}"#,
        .badTensor(name: "bias", key: "data_offsets")
      ),
      (
        #"{"bias":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"weights":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#,
        .badTensor(name: "weights", key: "data_offsets")
      ),
      (
        #"{"bias":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"weights":{"dtype":"F32","shape":[2],"data_offsets":[16,24]}}"#,
        .badTensor(name: "weights", key: "data_offsets")
      ),
      (
        #"{"bias":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"weights":{"dtype":"F32","shape":[1099511627776],"data_offsets":[8,4398046511112]}}"#,
        .badDataLength(found: 16, expected: 4_398_046_511_112)
      ),
      (
        #"{"bias":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"bias":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#,
        .unexpectedTensors
      ),
      (#"{"other":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, .unexpectedTensors),
    ])
  func damagedHeader(_ header: String, _ expected: WeightsFileError) {
    #expect(error(file(header, dataBytes: 16)) == expected)
  }

  @Test("numbers that are not finite")
  func notFinite() {
    let bad = LogisticModel(weights: [0, .nan], bias: 0)
    #expect(error(WeightsFile.encode(bad)) == .notFinite(tensor: "weights", index: 1))
    let endless = LogisticModel(weights: [0], bias: -.infinity)
    #expect(error(WeightsFile.encode(endless)) == .notFinite(tensor: "bias", index: 0))
  }
}
