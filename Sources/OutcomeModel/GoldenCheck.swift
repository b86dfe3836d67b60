import Bytes
import Features
import FoundationEssentials

/// How a scorer's answers compare with a bundle's golden prefixes.
public struct GoldenReport: Equatable, Sendable {
  /// How far a probability may lie from the golden one.
  public static let tolerance = 1e-6

  /// How many prefixes were scored.
  public var prefixes = 0
  /// The greatest difference of a probability.
  public var worstDifference = 0.0
  /// The line, from 1, that has it.
  public var worstLine = 0
  /// How many prefixes came to other features.
  public var otherFeatures = 0

  /// Whether all features are the golden ones and all probabilities within the tolerance.
  public var isPassed: Bool { otherFeatures == 0 && worstDifference <= GoldenReport.tolerance }
}

extension Bundle {
  /// Scores the golden prefixes anew, from their events, and compares.
  ///
  /// - Throws: ``BundleError`` where a line can't be read or there are not exactly 100.
  public func checkGolden() throws(BundleError) -> GoldenReport {
    let extractor: FeatureExtractor
    do {
      extractor = try FeatureExtractor(manifest.features)
    } catch {
      throw .badFeatures(file: FileName.manifest, error)
    }
    var report = GoldenReport()
    do {
      var splitter = LineSplitter()
      let take = { (line: Span<UInt8>, number: Int) throws in
        let golden = try GoldenLine(line)
        let features = golden.prefix.features(extractor)
        if features != golden.features { report.otherFeatures += 1 }
        let difference = (model.probability(features) - golden.probability).magnitude
        report.prefixes += 1
        guard difference <= report.worstDifference else {
          report.worstDifference = difference
          report.worstLine = number
          return
        }
      }
      try splitter.split(golden.span, take)
      try splitter.finish(take)
    } catch {
      throw .badGolden(file: FileName.golden, line: report.prefixes + 1)
    }
    guard report.prefixes == GoldenPrefixes.count else {
      throw .wrongGoldenCount(
        file: FileName.golden, found: report.prefixes, expected: GoldenPrefixes.count)
    }
    return report
  }
}

/// A golden line as it was read.
private struct GoldenLine {
  let prefix: GoldenPrefix
  let features: SparseVector
  let probability: Double

  private struct Figures: Decodable {
    var history: VisitorHistory
    var indices: [UInt32]
    var values: [Float]
    var probability: Double
  }

  private struct Malformed: Error {}

  init(_ line: Span<UInt8>) throws {
    var events: [UInt8] = []
    try forEachMember(of: line) { key, value in
      if line.extracting(key.range.indices).isEqual(to: "events") {
        events = Array(bytes: line.extracting(value.range.indices))
      }
    }
    let figures = try JSONDecoder().decode(Figures.self, from: Data(Array(bytes: line)))
    guard figures.indices.count == figures.values.count, figures.probability.isFinite else {
      throw Malformed()
    }
    prefix = try GoldenPrefix(eventText: events, history: figures.history)
    features = SparseVector(slots: figures.indices, values: figures.values)
    probability = figures.probability
  }
}
