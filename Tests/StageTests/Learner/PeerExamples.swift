import Foundation
import TestKit
import Testing

/// Sets of ready examples that others' optima are known for.
enum PeerExamples: String, CaseIterable, Sendable {
  case a9a, agaricus, rcv1Small

  private var shared: String {
    switch self {
    case .a9a: "train/libsvm/a9a"
    case .agaricus: "train/libsvm/agaricus_train.txt"
    case .rcv1Small: "train/vw/test_train-sets_rcv1_small.dat"
    }
  }

  static let areHere = allCases.allSatisfy { SharedData.path($0.shared) != nil }

  /// The examples as svmlight text.
  func text() throws -> Data {
    let data = try bytes(try #require(SharedData.path(shared)))
    return self == .rcv1Small ? PeerExamples.svmlight(vowpalWabbit: data) : data
  }

  /// Vowpal Wabbit's `label |namespace feature:value …` as svmlight.
  ///
  /// The features of these examples are numbers in one namespace, which serve as slots as they stand: how VW
  /// hashes them is of no account to an optimum, as long as features that differ stay apart.
  private static func svmlight(vowpalWabbit data: Data) -> Data {
    joined(
      lines(of: data).map { line in
        var words = line.split(separator: 0x20).map { $0.filter { $0 != 0x0A } }
        words.removeAll { $0.first == UInt8(ascii: "|") }
        return Data(words.joined(separator: [0x20])) + [0x0A]
      })
  }
}

/// A sparse row of examples as a reader of the text would have it, slow and obvious.
struct PeerRow {
  var isAchieved: Bool
  var entries: [(slot: Int, value: Double)]

  static func rows(_ text: Data) throws -> [PeerRow] {
    try String(decoding: text, as: UTF8.self).split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      return PeerRow(
        isAchieved: try #require(Double(words[0])) > 0,
        entries: try words.dropFirst().map { word in
          let pair = word.split(separator: ":")
          return (try #require(Int(pair[0])), Double(try #require(Float(pair[1]))))
        })
    }
  }
}
