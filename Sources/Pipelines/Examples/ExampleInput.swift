import Bytes
import Compression
import Logging
import Training
import Workspace

/// Ready examples from files, or from a cache of them.
struct ExampleInput {
  let files: [String]
  /// The files of labels for outcomes side by side; nil for the examples' own labels.
  let labels: String?
  let bits: Int
  let jobs: Int
  let log: Logger

  /// The examples, and how many outcomes each has labels of.
  struct Examples {
    var blocks = ExampleBlocks()
    var outcomes = 1
  }

  /// Reads the files.
  func read() throws -> Examples {
    var examples = Examples()
    examples.outcomes = try forEachBlock { examples.blocks.append($0) }
    return examples
  }

  /// Reads the cache at `path`, which is made anew where it is not of these files as they are now.
  func read(cachedAt path: String) throws -> Examples {
    let cache = ExampleCache(path: path)
    let inputs = (files + (labels.map { [$0] } ?? [])).map { FileIdentity(path: $0) }
    guard !inputs.contains(nil) else {
      throw StageFailure(
        .usage, "--cache takes regular files: what comes through a pipe can't be known again")
    }
    var key = ExampleCache.Key(
      reading: ["svmlight", "bits=\(bits)"], inputs: inputs.compactMap { $0 }, outcomes: 1)
    if let found = cache.read(key) {
      return Examples(blocks: found.blocks, outcomes: found.outcomes)
    }
    if Folder.exists(path) {
      log.notice("\(path): is not of these files as they are now, and is made anew")
    }
    key.outcomes = try labels.map { try LabelColumns($0).count } ?? 1
    try cache.write(key) { take in _ = try forEachBlock(take) }
    guard let made = cache.read(key) else {
      throw StageFailure(.cannotWrite, "\(path): does not hold what was just written to it")
    }
    return Examples(blocks: made.blocks, outcomes: made.outcomes)
  }

  /// Hands on each block with the labels that are meant, and gives the number of outcomes.
  private func forEachBlock(_ take: (ExampleBlock) throws -> Void) throws -> Int {
    let columns = try labels.map { try LabelColumns($0) }
    var rows = 0
    try SvmlightInput(files: files, maximumIndex: UInt32(1) << UInt32(bits), jobs: jobs)
      .forEachBlock { block in
        let next = rows + block.count
        if let columns, next <= columns.bits.count {
          block.relabel(columns.bits[rows..<next])
        }
        try take(block)
        rows = next
      }
    try columns?.require(rows: rows)
    guard rows > 0 else {
      throw StageFailure(.badData, "\(InputFile(path: files[0]).name): no example was found")
    }
    return columns?.count ?? 1
  }
}
