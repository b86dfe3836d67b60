import Bytes
import Consent

/// A statement as it stands in the ledger, by numbers of its tables.
struct LedgerEntry: Sendable {
  /// Its place in the ledger, from 0: the leaf's index in the tree.
  var number: Int
  var subject: Int
  /// The number of the same subject's entry before it; -1 for the first.
  var previous: Int
  var at: Timestamp
  var appendedAt: Timestamp
  var wording: Int
  /// Where it comes from; 0 where nothing is said.
  var source: Int
  /// The other person's number in a link.
  var other: Int?
  /// What stands for its evidence.
  var evidence: Commitment?
}

/// Writes the canonical bytes of entries: what a leaf of the Merkle tree is the hash of.
///
/// A JSON object in the form of RFC 8785, its keys in byte order, without white space:
/// `{"action":"grant","appendedAt":"…","at":"…","controller":"acme","evidence":"…","marks":["child"],
/// "method":"checkbox","notice":"v3","other":"…","purpose":"sales","source":"…","subject":"…"}`; what a
/// statement does not say is left out. `subject`, `other` and `evidence` are ``Commitment``s in hexadecimal
/// digits, so that a leaf names nobody. Two entries may have the same bytes only where one person said
/// the same twice, which the ledger takes in once.
struct LeafWriter {
  /// The parts of a leaf that its wording settles.
  private struct Parts {
    var head: [UInt8] = []
    var controller: [UInt8] = []
    var middle: [UInt8] = []
    var purpose: [UInt8] = []
  }

  private let controller: String
  private var parts: [Parts] = []
  private var sources: [[UInt8]] = []

  init(controller: String) {
    self.controller = controller
  }

  /// Takes the next wording, numbered in order of coming.
  mutating func add(_ wording: LedgerWording) {
    var parts = Parts()
    parts.head.append("{\"action\":\"")
    parts.head.append(wording.action.name)
    parts.head.append("\",\"appendedAt\":\"")
    if wording.hasController {
      parts.controller.append(",\"controller\":")
      parts.controller.append(json: controller)
    }
    let marks = wording.marks.names
    if !marks.isEmpty {
      parts.middle.append(",\"marks\":[\"")
      parts.middle.append(contentsOf: marks.joined(separator: "\",\"").utf8)
      parts.middle.append("\"]")
    }
    LeafWriter.append(",\"method\":", wording.method, to: &parts.middle)
    LeafWriter.append(",\"notice\":", wording.notice, to: &parts.middle)
    LeafWriter.append(",\"purpose\":", wording.purpose, to: &parts.purpose)
    self.parts.append(parts)
  }

  /// Takes the next source, numbered in order of coming; the first is that of nothing said.
  mutating func add(source: String) {
    var text: [UInt8] = []
    LeafWriter.append(",\"source\":", source, to: &text)
    sources.append(text)
  }

  private static func append(_ key: StaticString, _ value: String, to text: inout [UInt8]) {
    guard !value.isEmpty else { return }
    text.append(key)
    text.append(json: value)
  }

  /// Appends an entry's leaf.
  ///
  /// - Parameters:
  ///   - subject: what stands for the person.
  ///   - other: what stands for the other person of a link.
  func append(
    _ entry: LedgerEntry, subject: Commitment, other: Commitment?, to leaf: inout [UInt8]
  ) {
    leaf.append(parts[entry.wording].head)
    leaf.append(moment: entry.appendedAt)
    leaf.append("\",\"at\":\"")
    leaf.append(moment: entry.at)
    leaf.append("\"")
    leaf.append(parts[entry.wording].controller)
    LeafWriter.append(",\"evidence\":\"", entry.evidence, to: &leaf)
    leaf.append(parts[entry.wording].middle)
    LeafWriter.append(",\"other\":\"", other, to: &leaf)
    leaf.append(parts[entry.wording].purpose)
    leaf.append(sources[entry.source])
    LeafWriter.append(",\"subject\":\"", subject, to: &leaf)
    leaf.append("}")
  }

  private static func append(
    _ key: StaticString, _ commitment: Commitment?, to leaf: inout [UInt8]
  ) {
    guard let commitment else { return }
    leaf.append(key)
    commitment.append(to: &leaf)
    leaf.append("\"")
  }

  func knows(_ entry: LedgerEntry) -> Bool {
    parts.indices.contains(entry.wording) && sources.indices.contains(entry.source)
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ text: [UInt8]) {
    append(text.span)
  }

  /// Appends a moment as ``Timestamp`` prints it, without a `String` between.
  fileprivate mutating func append(moment: Timestamp) {
    let digits: UInt8 =
      moment.nanoseconds % 1_000_000_000 == 0 ? 0 : moment.nanoseconds % 1_000_000 == 0 ? 3 : 9
    append(time: RecordTime(start: moment, fractionDigits: digits))
  }
}
