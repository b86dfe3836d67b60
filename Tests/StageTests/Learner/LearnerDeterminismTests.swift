import Foundation
import TestKit
import Testing

@Suite("the learner's bytes, through the command")
struct LearnerDeterminismTests {
  /// What a run of sojourn-train leaves.
  private struct Learned: Equatable {
    var files: [String: Data]
    var predictions: Data
  }

  private static let methods = ["adaptive", "batch"]

  private let folder: TemporaryFolder
  private let train: String
  private let test: String

  init() throws {
    folder = try TemporaryFolder()
    train = folder.file("train.svm", LearnerDeterminismTests.examples(rows: 40_000, seed: 21))
    test = folder.file("test.svm", LearnerDeterminismTests.examples(rows: 500, seed: 22))
  }

  /// Made-up rows of 2 to 9 slots out of 3,000, some with values, whose labels hang on the slots.
  private static func examples(rows: Int, seed: UInt64) -> String {
    var numbers = SeededGenerator(seed: seed)
    var text = ""
    for _ in 0..<rows {
      let chosen = Set((0..<9).map { _ in Int.random(in: 0..<3000, using: &numbers) })
        .prefix(Int.random(in: 2...9, using: &numbers)).sorted()
      let score = chosen.reduce(-1.0) { $0 + Double($1 % 11 - 5) / 4 }
      let chance = Double.random(in: 0..<1, using: &numbers)
      text += chance < 1 / (1 + exp(-score)) ? "1" : "-1"
      for slot in chosen {
        text += slot % 5 == 0 ? " \(slot):\(Double(slot % 40 + 1) / 8)" : " \(slot):1"
      }
      text += "\n"
    }
    return text
  }

  private func learn(
    _ method: String, _ flags: [String] = [], files: [String]? = nil, input: Data = Data()
  ) throws -> Learned {
    let output = try TemporaryFolder()
    let result = try Command.run(
      "sojourn-train",
      [
        "--format", "svmlight", "--method", method, "--l2", "3", "--test", test, "--output",
        output.path("model"), "--predictions", output.path("predictions"),
      ] + flags + (files ?? [train]), input: input)
    try #require(result.status == 0, "\(result.errors)")
    var content: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: output.path("model")) {
      content[name] = try bytes(output.path("model/\(name)"))
    }
    #expect(content["weights.safetensors"] != nil)
    let predictions = try bytes(output.path("predictions"))
    #expect(lines(of: predictions).count >= 500)
    return Learned(files: content, predictions: predictions)
  }

  @Test("--jobs 1, 2 and 7: the same weights and predictions", arguments: methods)
  func jobs(_ method: String) throws {
    let one = try learn(method, ["--jobs", "1"])
    for jobs in ["2", "7"] {
      #expect(try learn(method, ["--jobs", jobs]) == one, "--jobs \(jobs)")
    }
  }

  @Test("l2 chosen on held-out rows: the same choice and weights with any --jobs")
  func chosenPenalty() throws {
    func chosen(_ jobs: String) throws -> Data {
      let model = folder.path("chosen-\(jobs)")
      let result = try Command.run(
        "sojourn-train",
        ["--format", "svmlight", "--method", "batch", "--jobs", jobs, "--output", model, train])
      try #require(result.status == 0, "\(result.errors)")
      return try bytes("\(model)/weights.safetensors")
    }
    let one = try chosen("1")
    #expect(try chosen("2") == one)
    #expect(try chosen("7") == one)
  }

  @Test("a run again: the same", arguments: methods)
  func again(_ method: String) throws {
    #expect(try learn(method) == learn(method))
  }

  @Test("gzip, standard input, and two files: as one plain file", arguments: methods)
  func inputs(_ method: String) throws {
    let plain = try learn(method)
    let halves = try Command.shell(
      "gzip -k train.svm && head -n 15001 train.svm > a && tail -n +15002 train.svm > b",
      in: folder.url)
    #expect(halves.status == 0)
    let text = try bytes(train)
    #expect(try learn(method, files: [folder.path("train.svm.gz")]) == plain)
    #expect(try learn(method, files: ["-"], input: text) == plain)
    #expect(try learn(method, files: [], input: text) == plain)
    #expect(try learn(method, files: [folder.path("a"), folder.path("b")]) == plain)
  }

  @Test("from a cache as from text, when it is made and when it is read", arguments: methods)
  func caches(_ method: String) throws {
    let cache = folder.path("examples.cache")
    let plain = try learn(method)
    #expect(try learn(method, ["--cache", cache]) == plain)
    let made = try bytes(cache)
    #expect(!made.isEmpty)
    #expect(try learn(method, ["--cache", cache, "--jobs", "2"]) == plain)
    #expect(try bytes(cache) == made)
  }

  @Test("a cache of other input is made anew", arguments: methods)
  func staleCache(_ method: String) throws {
    let cache = folder.path("examples.cache")
    let before = try learn(method, ["--cache", cache])
    folder.file("train.svm", LearnerDeterminismTests.examples(rows: 40_000, seed: 23))
    let fresh = try learn(method)
    #expect(fresh != before)
    #expect(try learn(method, ["--cache", cache]) == fresh)
  }

  @Test("a cache that is cut short or is none is never learned from", arguments: [0, 5, 1000, -1])
  func damagedCache(_ length: Int) throws {
    let cache = folder.path("examples.cache")
    let plain = try learn("adaptive", ["--cache", cache])
    let content = try bytes(cache)
    folder.file("examples.cache", content.prefix(length < 0 ? content.count + length : length))
    #expect(try learn("adaptive", ["--cache", cache]) == plain)
    folder.file("examples.cache", Data(repeating: 0x20, count: content.count))
    #expect(try learn("adaptive", ["--cache", cache]) == plain)
  }

  @Test("--seed: another seed, another order, other weights of a pass; the same seed, the same")
  func seeds() throws {
    let first = try learn("adaptive", ["--seed", "1"])
    #expect(try learn("adaptive", ["--seed", "1"]) == first)
    #expect(try learn("adaptive", ["--seed", "2"]) != first)
  }
}
