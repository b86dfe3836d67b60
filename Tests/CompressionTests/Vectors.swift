import Compression
import Foundation
import TestKit
import Testing

/// A shared file, and what the session rules on gzip make of it.
struct Vector: CustomTestStringConvertible, Sendable {
  /// How reading it ends.
  enum Verdict: Sendable {
    case good(members: Int, [ReadWarning] = [])
    case bad(ReadFault)
  }

  let file: String
  /// The file that holds its content, or whose start does.
  let content: String
  /// How many bytes of content are handed on; nil for all of that file.
  let bytes: Int?
  let verdict: Verdict
  var encoding = Encoding.gzip

  init(
    _ file: String, _ content: String, bytes: Int? = nil, encoding: Encoding = .gzip,
    _ verdict: Verdict
  ) {
    self.file = file
    self.content = content
    self.bytes = bytes
    self.encoding = encoding
    self.verdict = verdict
  }

  var testDescription: String { file }

  /// Checks what reading the file came to.
  func check(_ result: Decoded, against content: [UInt8], _ trace: Comment) {
    let expected = bytes.map { Array(content.prefix($0)) } ?? content
    #expect(result.content == expected, trace)
    #expect(result.deliveredBytes == expected.count, trace)
    switch verdict {
    case .good(let members, let warnings):
      #expect(result.fault == nil, trace)
      #expect(result.summary?.members == members, trace)
      #expect(result.summary?.warnings == warnings, trace)
      #expect(result.summary?.bytes == expected.count, trace)
      #expect(result.summary?.encoding == encoding, trace)
      #expect(result.verifiedBytes == expected.count, trace)
    case .bad(let fault):
      #expect(result.fault == fault, trace)
      #expect(result.summary == nil, trace)
    }
  }
}

/// The bytes of a shared file.
func sharedBytes(_ relative: String) throws -> [UInt8] {
  let path = try #require(SharedData.path(relative), "\(relative) is not here")
  return Array(try Data(contentsOf: URL(filePath: path)))
}
