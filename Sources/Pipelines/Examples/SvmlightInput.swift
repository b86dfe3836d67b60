import Compression
import Training

/// Files of ready examples in the svmlight format as blocks, in order.
struct SvmlightInput {
  let files: [String]
  /// Indices above it are refused.
  let maximumIndex: UInt32
  let jobs: Int

  /// Hands each block to `take`, in the order of the files and their lines.
  ///
  /// - Throws: ``StageFailure`` 65 naming file and line, `ReadError`, or what `take` throws.
  func forEachBlock(_ take: (ExampleBlock) throws -> Void) throws {
    let room = TextStretches(path: "-", jobs: jobs).capacity
    let readers = (0..<jobs).map { _ in
      SvmlightText(
        maximumIndex: maximumIndex, maximumBytes: room,
        maximumLineBytes: TextStretches.maximumLineBytes)
    }
    for path in files {
      var lines = 0
      do {
        try unsafe TextStretches(path: path, jobs: jobs).forEach { worker, text in
          Result { () throws(SvmlightError) in try unsafe readers[worker].read(text) }
        } _: { (result: Result<SvmlightText.Reading, SvmlightError>) in
          let reading = try result.mapError { $0.moved(by: lines) }.get()
          lines += reading.lines
          if let block = reading.block { try take(block) }
        }
      } catch {
        if path == "-" { LineInput.drainStandardInput() }
        throw failure(error, path, lines)
      }
    }
  }

  private func failure(_ error: any Error, _ path: String, _ lines: Int) -> any Error {
    let name = InputFile(path: path).name
    switch error {
    case let error as SvmlightError: return StageFailure(.badData, "\(name)\(error.text)")
    case let error as TextStretches.LineTooLong:
      let long = SvmlightError.lineTooLong(
        line: lines + error.linesBefore + 1, limit: TextStretches.maximumLineBytes)
      return StageFailure(.badData, "\(name)\(long.text)")
    default: return error
    }
  }
}

extension SvmlightError {
  /// `:line: what was expected`.
  var text: String {
    switch self {
    case .badLabel(let line): ":\(line): a label 1, +1, -1 or 0 was expected"
    case .badEntry(let line): ":\(line): index:value with a finite value was expected"
    case .badIndex(let line, let allowed):
      ":\(line): an index from \(allowed.lowerBound) to \(allowed.upperBound) was expected; raise --bits if it is meant"
    case .repeatedIndex(let line): ":\(line): an index stands twice"
    case .lineTooLong(let line, let limit): ":\(line): a line of more than \(limit) bytes"
    }
  }
}
