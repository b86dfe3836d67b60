import Bytes
import Foundation
import TestKit
import Testing

@Suite("Base 64")
struct Base64Tests {
  @Test(
    "is that of RFC 4648, section 10",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func vectors(_ text: String, _ encoded: String) {
    var bytes: [UInt8] = []
    bytes.append(base64: Array(text.utf8).span)
    #expect(String(decoding: bytes, as: UTF8.self) == encoded)
    #expect([UInt8](base64: Array(encoded.utf8).span) == Array(text.utf8))
  }

  @Test("comes back as it was, all bytes and lengths", arguments: 1...50 as ClosedRange<UInt64>)
  func roundTrip(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = (0..<seed).map { _ in UInt8.random(in: 0...255, using: &random) }
    var text: [UInt8] = []
    text.append(base64: bytes.span)
    #expect(text == Array(Data(bytes).base64EncodedData()))
    #expect([UInt8](base64: text.span) == bytes)
  }

  @Test(
    "is refused where it is written loosely",
    arguments: [
      "Zg", "Zg=", "Zh==", "Zm9=", "Zm8", "Z===", "====", "Zg==Zg==", "Zm9v\n", " Zm9", "Zm-_",
      "Zm9v=", "Zg=a", "=Zm9", "Zm\u{E9}9",
    ])
  func loose(_ text: String) {
    #expect([UInt8](base64: Array(text.utf8).span) == nil)
  }
}
