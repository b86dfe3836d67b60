import Foundation
import TestKit
import Testing
import Transparency

@Suite("Checkpoints")
struct CheckpointTests {
  private struct Checkpoints: Decodable {
    struct Case: Decodable {
      struct Parts: Decodable {
        var origin: String
        var size: Int
        var root_b64: String
        var rest: String
      }
      var desc: String
      var body: String
      var want: Parts?
    }
    struct Line: Decodable {
      var body: String
    }
    var cases: [Case]
    var gosum: Line
  }

  private let root = ReferenceTree.leaves(1)[0]

  @Test("the published texts, good and bad", .enabled(if: Vectors.areThere, Vectors.absent))
  func vectors() throws {
    let vectors = try Vectors.json("checkpoint.json", as: Checkpoints.self)
    for one in vectors.cases {
      let body = Array(one.body.utf8)
      guard let want = one.want else {
        #expect(throws: CheckpointError.self, "\(one.desc)") { try CheckpointText(body.span) }
        continue
      }
      let text = try CheckpointText(body.span)
      #expect(text.origin == want.origin)
      #expect(text.size == want.size)
      #expect(Data(text.root).base64EncodedString() == want.root_b64)
      #expect(text.rest == Array(want.rest.utf8))
      // None of these roots is a hash of 32 bytes but those that are.
      let isHash = text.root.count == 32
      let isStrict = isHash && !want.rest.hasPrefix("\n")
      #expect(((try? Checkpoint(text: body.span)) != nil) == isStrict, "\(one.desc)")
    }
    let gosum = Array(vectors.gosum.body.utf8)
    let checkpoint = try Checkpoint(text: gosum.span)
    #expect(checkpoint.origin == "go.sum database tree")
    #expect(checkpoint.size == 123_456_789_012)
    #expect(checkpoint.text == gosum)
  }

  @Test("come back from their text, with lines after the third")
  func roundTrip() throws {
    for lines in [[], ["one"], ["one", "two words"]] {
      let made = try Checkpoint(
        origin: "example.com/log", size: 12, root: root, extensions: lines)
      #expect(try Checkpoint(text: made.text.span) == made)
      #expect(try Checkpoint(text: made.text.span).text == made.text)
    }
  }

  @Test(
    "are refused where a line is not as it must be",
    arguments: [
      ("log\n01\nROOT\n", CheckpointError.badSize),
      ("log\n+1\nROOT\n", .badSize),
      ("log\n\nROOT\n", .badSize),
      ("log\n9223372036854775808\nROOT\n", .badSize),
      ("\n1\nROOT\n", .emptyOrigin),
      ("log\n1\nROOT", .tooFewLines(found: 2)),
      ("log\n1\nROOT\nmore", .tooFewLines(found: 3)),
      ("log\n1\nROOT\n\n", .emptyExtension(line: 4)),
      ("log\n1\nROOT\nmore\n\nmore\n", .emptyExtension(line: 5)),
      ("log\n1\nAAAA\n", .badRootLength(found: 3)),
      ("log\n1\n ROOT\n", .badRoot),
    ])
  func refused(_ text: String, _ error: CheckpointError) {
    let text = text.replacingOccurrences(of: "ROOT", with: root.base64)
    #expect(throws: error) { try Checkpoint(text: Array(text.utf8).span) }
  }

  @Test("consent 30: are trusted with a known key's signature and of the log that is asked for")
  func trusted() throws {
    let signer = try NoteSigner(name: "example.com/log", seed: Array(0..<32))
    let made = try Checkpoint(origin: "example.com/log", size: 12, root: root)
    let note = try made.signed(by: signer).bytes
    let read = try Checkpoint(
      note: note.span, verifiedBy: [signer.verifier], origin: "example.com/log")
    #expect(read == made)
    #expect(throws: CheckpointError.otherOrigin) {
      try Checkpoint(note: note.span, verifiedBy: [signer.verifier], origin: "example.com/other")
    }
    #expect(throws: NoteError.noKnownKey) { try Checkpoint(note: note.span, verifiedBy: []) }
    var tampered = note
    tampered["example.com/log\n1".utf8.count] = 0x33
    #expect(throws: NoteError.self) {
      try Checkpoint(note: tampered.span, verifiedBy: [signer.verifier])
    }
  }
}
