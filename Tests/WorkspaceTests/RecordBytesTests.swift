import Bytes
import Events
import Foundation
import Testing
import Workspace

@Suite("The bytes of a record at rest")
struct RecordBytesTests {
  private static let event = #"""
    {"time":"2026-11-22T10:15:30.5Z","visitor":"v","event":"e","id":"i","url":"/u","title":"t",
    "referrer":"r","search":"s","agent":"a","status":404,"customer":"c","controller":"acme","bot":"b",
    "attributes":{"k":{"dataType":"string","value":"x"}},"traits":{"k":1},"consent":{"gpc":"1"}}
    """#.replacing("\n", with: "")

  private func bytes(_ text: String, _ change: (inout EventBatch) -> Void = { _ in }) throws
    -> [UInt8]
  {
    var batch = EventBatch(purposes: .standard)
    try batch.append(ndjson: Array(text.utf8).span)
    change(&batch)
    var bytes: [UInt8] = []
    batch.append(recordBytesOf: batch.rows[0], to: &bytes)
    return bytes
  }

  @Test("are laid out as their description says")
  func layout() throws {
    var expected: [UInt8] = [1]
    let nanoseconds: Int64 = 1_795_342_530_500_000_000
    for shift in stride(from: 56, through: 0, by: -8) {
      expected.append(UInt8(truncatingIfNeeded: nanoseconds >> Int64(shift)))
    }
    expected += [1, 0x01, 0x94]
    let attributes = #"{"k":{"dataType":"string","value":"x"}}"#
    for field in ["v", "e", "i", "/u", "t", "r", "s", "a", attributes] {
      expected += [0, 0, 0, UInt8(field.utf8.count)]
      expected += field.utf8
    }
    #expect(try bytes(Self.event) == expected)
  }

  @Test(
    "leave out what a later judgement takes off or decides anew",
    arguments: [
      ("\"customer\":\"c\",", ""), ("\"traits\":{\"k\":1},", ""),
      (",\"consent\":{\"gpc\":\"1\"}", ""),
      ("\"bot\":\"b\",", ""), ("\"controller\":\"acme\",", ""),
    ])
  func leftOut(_ part: String, _ other: String) throws {
    let changed = Self.event.replacing(part, with: other)
    #expect(changed != Self.event)
    #expect(try bytes(changed) == bytes(Self.event))
    let purposes = try bytes(Self.event) { $0.rows[0].purposes = PurposeSet(rawValue: 5) }
    #expect(try bytes(Self.event) == purposes)
  }

  @Test(
    "differ where anything else does, and where a text stands in another field",
    arguments: [
      ("30.5Z", "30.50Z"), ("30.5Z", "30.6Z"), ("\"visitor\":\"v\"", "\"visitor\":\"w\""),
      ("\"event\":\"e\"", "\"event\":\"f\""), ("\"id\":\"i\"", "\"id\":\"j\""),
      ("\"url\":\"/u\"", "\"url\":\"/w\""), ("\"title\":\"t\"", "\"title\":\"T\""),
      ("\"referrer\":\"r\"", "\"referrer\":\"q\""), ("\"search\":\"s\"", "\"search\":\"S\""),
      ("\"agent\":\"a\"", "\"agent\":\"A\""), ("404", "200"),
      ("\"value\":\"x\"", "\"value\":\"y\""),
      ("\"title\":\"t\",\"referrer\":\"r\"", "\"title\":\"tr\""),
      ("\"title\":\"t\",\"referrer\":\"r\"", "\"title\":\"r\",\"referrer\":\"t\""),
    ])
  func different(_ part: String, _ other: String) throws {
    let changed = Self.event.replacing(part, with: other)
    #expect(changed != Self.event)
    #expect(try bytes(changed) != bytes(Self.event))
  }
}
