import Foundation
import TestKit
import Testing
import Transparency

@Suite("Signed notes")
struct NoteTests {
  struct Notes: Decodable {
    struct Case: Decodable {
      var name: String
      var note: String
      var verifiers: [String]
      var ok: Bool
      var verified: [String]?
      var unverified: [String]?
    }
    var invalid_utf8_case_note_base64: String
    var vkeys_ok: [String]
    var vkeys_bad: [String]
    var cases: [Case]
  }

  private func open(_ note: [UInt8], _ keys: [String]) throws -> VerifiedNote {
    try SignedNote(parsing: note.span).verified(by: try keys.map { try NoteVerifier($0) })
  }

  @Test("the published notes, good and bad", .enabled(if: Vectors.areThere, Vectors.absent))
  func vectors() throws {
    let notes = try Vectors.json("signed_note.json", as: Notes.self)
    #expect(notes.cases.count >= 15)
    for one in notes.cases {
      let note = Array(one.note.utf8)
      guard one.ok else {
        #expect(throws: NoteError.self, "\(one.name)") { try open(note, one.verifiers) }
        continue
      }
      let opened = try open(note, one.verifiers)
      #expect(opened.verified.map(\.name) == one.verified ?? [], "\(one.name)")
      if let unverified = one.unverified {
        #expect(opened.unverified.map(\.name) == unverified, "\(one.name)")
      }
      #expect(try SignedNote(parsing: note.span).bytes == note, "\(one.name)")
    }
    let invalid = try #require(Data(base64Encoded: notes.invalid_utf8_case_note_base64))
    #expect(throws: NoteError.badText(offset: 0)) { try SignedNote(parsing: Array(invalid).span) }
  }

  @Test(
    "of a verifier's key no part and no other byte is a key",
    .enabled(if: Vectors.areThere, Vectors.absent))
  func keyVectors() throws {
    let notes = try Vectors.json("signed_note.json", as: Notes.self)
    for text in notes.vkeys_bad {
      #expect(throws: NoteKeyError.self, "\(text)") { try NoteVerifier(text) }
    }
    for text in notes.vkeys_ok {
      #expect(try NoteVerifier(text).text == text)
      let bytes = Array(text.utf8)
      for start in 0..<bytes.count {
        for end in (start + 1)...bytes.count where end - start < bytes.count {
          let part = String(decoding: bytes[start..<end], as: UTF8.self)
          #expect(throws: NoteKeyError.self, "\(part)") { try NoteVerifier(part) }
        }
        for change in [1, 255] as [UInt8] {
          var changed = bytes
          changed[start] &+= change
          let other = String(decoding: changed, as: UTF8.self)
          #expect(throws: NoteKeyError.self, "\(other)") { try NoteVerifier(other) }
        }
      }
    }
  }

  // The seed and the texts were put together with Python's hashlib and base64.
  @Test("keys come back from their texts, and a signer's is not a verifier's")
  func keyTexts() throws {
    let signer = try NoteSigner(name: "example.com/log", seed: Array(0..<32))
    let restored = try NoteSigner(secretText: signer.secretText)
    #expect(restored.verifier.text == signer.verifier.text)
    #expect(signer.secretText.hasPrefix("PRIVATE+KEY+example.com/log+"))
    #expect(signer.secretText.hasSuffix("+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"))
    #expect(
      signer.verifier.publicKey.map { String(format: "%02x", $0) }.joined()
        == "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")
    #expect(throws: NoteKeyError.malformed) { try NoteSigner(secretText: signer.verifier.text) }
    #expect(throws: NoteKeyError.self) { try NoteVerifier(signer.secretText) }
    let new = try NoteSigner.new(name: "example.com/log")
    #expect(new.secretText != (try NoteSigner.new(name: "example.com/log").secretText))
    #expect(try NoteSigner(secretText: new.secretText).verifier.text == new.verifier.text)
  }

  @Test("of a signer's key no other byte is a key")
  func damagedSigner() throws {
    let bytes = Array(try NoteSigner(name: "log", seed: Array(0..<32)).secretText.utf8)
    for index in bytes.indices {
      var changed = bytes
      changed[index] &+= 1
      let text = String(decoding: changed, as: UTF8.self)
      #expect(throws: NoteKeyError.self, "\(index)") { try NoteSigner(secretText: text) }
    }
  }

  @Test(
    "names have no spaces and no plus",
    arguments: ["", "a b", "a+b", "a\u{A0}b", "a\u{2003}", "\n"])
  func names(_ name: String) {
    #expect(throws: NoteKeyError.badName) { try NoteSigner(name: name, seed: Array(0..<32)) }
  }

  @Test(
    "what is signed is verified, by this key alone",
    arguments: ["text\n", "a\n\nb\n\n", "é — ✓\n", "\n"])
  func signing(_ text: String) throws {
    let signer = try NoteSigner(name: "one", seed: Array(0..<32))
    let other = try NoteSigner(name: "one", seed: Array(1..<33))
    let note = try SignedNote(text: Array(text.utf8), signedBy: [signer, other])
    #expect(note == (try SignedNote(text: Array(text.utf8), signedBy: [signer, other])))
    let parsed = try SignedNote(parsing: note.bytes.span)
    #expect(parsed == note)
    let opened = try parsed.verified(by: [signer.verifier])
    #expect(opened.text == Array(text.utf8))
    #expect(opened.verified.map(\.keyID) == [signer.verifier.keyID])
    #expect(opened.unverified.map(\.keyID) == [other.verifier.keyID])
    let stranger = try NoteSigner(name: "two", seed: Array(0..<32))
    #expect(throws: NoteError.noKnownKey) { try parsed.verified(by: [stranger.verifier]) }
    #expect(throws: NoteError.noKnownKey) { try parsed.verified(by: []) }
  }

  @Test("text that can be no note's is not signed")
  func unsignable() throws {
    let signer = try NoteSigner(name: "one", seed: Array(0..<32))
    #expect(throws: NoteError.textWithoutLineEnd) {
      try SignedNote(text: Array("a".utf8), signedBy: [signer])
    }
    #expect(throws: NoteError.badText(offset: 1)) {
      try SignedNote(text: Array("a\tb\n".utf8), signedBy: [signer])
    }
    #expect(throws: NoteError.badText(offset: 0)) {
      try SignedNote(text: [0xFF, 0x0A], signedBy: [signer])
    }
  }

  @Test(
    "no change of a byte is accepted with another text", arguments: 1...10 as ClosedRange<UInt64>)
  func fuzz(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let signer = try NoteSigner(name: "one", seed: Array(0..<32))
    let text = Array("origin\n12\nabc\n\nmore\n".utf8)
    let note = try SignedNote(text: text, signedBy: [signer]).bytes
    for _ in 0..<500 {
      var damaged = note
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: damaged[place] = UInt8.random(in: 0...255, using: &random)
        case 1: damaged.remove(at: place)
        default: damaged.insert([0x0A, 0x20, 0xE2].randomElement(using: &random) ?? 0, at: place)
        }
      }
      guard
        let opened = try? SignedNote(parsing: damaged.span).verified(by: [signer.verifier])
      else { continue }
      #expect(opened.text == text, "seed \(seed): \(damaged)")
    }
  }
}
