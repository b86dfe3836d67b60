import Bytes
import Testing
import Training

@Suite("Split in three")
struct DataSplitTests {
  private let split = DataSplit(
    first: Timestamp(nanoseconds: 0), last: Timestamp(nanoseconds: 1_000_000_000_000),
    calibrationTimeShare: 0.1,
    testTimeShare: 0.3)

  private func part(_ number: Int, _ seconds: Int64) throws -> DataSplit.Part {
    split.part(
      visitor: Array("visitor-\(number)".utf8).span,
      start: try #require(Timestamp(seconds: seconds)))
  }

  @Test("no visitor and no moment is on two sides")
  func disjoint() throws {
    var partsOfMoment: [Int64: Set<DataSplit.Part>] = [:]
    for number in 0..<2_000 {
      var parts: Set<DataSplit.Part> = []
      for seconds in stride(from: 0, through: 1_000, by: 50) as StrideThrough<Int64> {
        let found = try part(number, seconds)
        guard found != .unused else { continue }
        parts.insert(found)
        partsOfMoment[seconds, default: []].insert(found)
      }
      #expect(parts.count == 1, "visitor-\(number)")
    }
    #expect(partsOfMoment.allSatisfy { $0.value.count == 1 })
    #expect(partsOfMoment[550] == [.training] && partsOfMoment[600] == [.calibration])
    #expect(partsOfMoment[650] == [.calibration] && partsOfMoment[700] == [.test])
  }

  @Test("seven tenths of the visitors train, one calibrates, two test")
  func shares() throws {
    var counts: [DataSplit.Part: Int] = [:]
    for number in 0..<20_000 {
      let visitor = Array("visitor-\(number)".utf8)
      counts[DataSplit.part(ofVisitor: visitor.span), default: 0] += 1
    }
    #expect(abs((counts[.training] ?? 0) - 14_000) < 300)
    #expect(abs((counts[.calibration] ?? 0) - 2_000) < 200)
    #expect(abs((counts[.test] ?? 0) - 4_000) < 250)
  }

  @Test("a fifth of training visitors is held out; shares of visitors lie in each other")
  func marks() {
    var counts = [Int](repeating: 0, count: 4)
    for number in 0..<20_000 {
      let bytes = Array("visitor-\(number)".utf8)
      guard DataSplit.part(ofVisitor: bytes.span) == .training else { continue }
      let visitor = visitorHash(bytes.span)
      counts[0] += 1
      counts[1] += DataSplit.isHeldOut(visitor) ? 1 : 0
      counts[2] += DataSplit.isInShare(visitor, 0.25) ? 1 : 0
      counts[3] += DataSplit.isInShare(visitor, 0.5) ? 1 : 0
      #expect(!DataSplit.isInShare(visitor, 0.25) || DataSplit.isInShare(visitor, 0.5))
      #expect(DataSplit.isInShare(visitor, 1) && !DataSplit.isInShare(visitor, 0))
    }
    for (count, share) in zip(counts.dropFirst(), [0.2, 0.25, 0.5]) {
      #expect(abs(Double(count) / Double(counts[0]) - share) < 0.015)
    }
  }
}
