import Bytes
import Events
import Features
import Foundation
import Journeys
import OutcomeModel
import Testing
import Transparency

@Suite("What a model was made of")
struct TrainingBasisTests {
  private static let keys = (0..<9).map { MerkleHash.leaf([UInt8($0)].span) }.sorted()
  private let moment = Timestamp(seconds: 1_795_345_200) ?? .distantPast

  private func manifest(_ keys: [MerkleHash] = Self.keys) throws -> BundleManifest {
    var root = SortedMerkleRoot()
    for key in keys { try root.append(key) }
    var manifest = BundleManifest(
      outcome: BundleManifest.Outcome(name: "purchase", direction: "maximise", purpose: "sales"),
      run: RunContext(controller: "acme", asOf: moment), features: FeatureSpec(bits: 10),
      metrics: BundleManifest.Metrics(
        test: nil, fit: FitReport(examples: 10, features: 3)), validDays: 3)
    manifest.tallies = [
      "trainingExamples": 30, "testExamples": 12, "sessions": 9, "dropped.no-consent": 17,
      "dropped.other": 4,
    ]
    var basis = TrainingBasis(
      manifest, span: TrainingBasis.Span(first: moment, last: moment), root: root)
    basis.records = 11
    basis.sessions = 5
    basis.ledger = TrainingBasis.Ledger(size: 7, root: .emptyRoot)
    manifest.basis = basis
    return manifest
  }

  private func bundle(_ manifest: BundleManifest) throws -> OutcomeModel.Bundle {
    let model = LogisticModel(weights: Array(repeating: 0.5, count: 1024), bias: 0)
    return try OutcomeModel.Bundle(manifest, model)
  }

  private func files(_ manifest: BundleManifest) throws -> [String: [UInt8]] {
    Dictionary(
      uniqueKeysWithValues: try bundle(manifest).encode().map { ($0.name, $0.bytes) })
  }

  @Test("consent 31: the basis says all of itself, and comes back from the manifest")
  func roundTrip() throws {
    let read = try #require(try OutcomeModel.Bundle(files: files(manifest())).manifest.basis)
    #expect(read == (try manifest().basis))
    #expect(read.controller == "acme" && read.purpose == "sales" && read.asOf == moment)
    #expect(read.examples == 42)
    #expect(read.dropped == ["no-consent": 17, "other": 4])
    #expect(read.leaves == 9)
    #expect(read.recordsRoot == (try SortedMerkleTree(Self.keys).root))
  }

  @Test("a manifest of version 1, which has no basis, is still read")
  func firstVersion() throws {
    var old = try manifest()
    old.basis = nil
    var all = try files(old)
    let text = String(decoding: try #require(all["manifest.json"]), as: UTF8.self)
    let first = text.replacing("\n  \"schemaVersion\" : 3", with: "\n  \"schemaVersion\" : 1")
    #expect(first != text)
    all["manifest.json"] = Array(first.utf8)
    let read = try OutcomeModel.Bundle(files: all)
    #expect(read.manifest.basis == nil)
    // Exported again it is of the version of today.
    #expect(try bundle(read.manifest).manifest.schemaVersion == 3)
  }

  @Test("consent 12, 29: a basis of another controller, purpose, P or K is refused")
  func otherBasis() throws {
    let changes: [(inout TrainingBasis) -> Void] = [
      { $0.controller = "globex" }, { $0.purpose = "marketing" },
      { $0.asOf = $0.asOf.advanced(byNanoseconds: 1_000_000) },
      { $0.knownAt = BundleManifest.KnownAt(.size(3)) },
    ]
    for change in changes {
      var manifest = try manifest()
      var basis = try #require(manifest.basis)
      change(&basis)
      manifest.basis = basis
      #expect(throws: BundleError.otherBasis(file: "manifest.json")) { try bundle(manifest) }
    }
  }

  private func proof(of key: MerkleHash, _ inside: [MerkleHash] = Self.keys) throws -> RecordProof {
    RecordProof(key, try SortedMerkleTree(inside).proof(of: key), try manifest(inside))
  }

  @Test("consent 48: proofs of presence and absence hold, through their JSON too", arguments: 0..<9)
  func proofs(_ place: Int) throws {
    let key = Self.keys[place]
    let others = Self.keys.filter { $0 != key }
    for inside in [Self.keys, others] {
      let made = try proof(of: key, inside)
      #expect(made.isPresent == inside.contains(key))
      let read = try JSONDecoder().decode(RecordProof.self, from: JSONEncoder().encode(made))
      #expect(read == made)
      try read.verify(against: manifest(inside))
      #expect(throws: RecordProofError.otherModel) {
        try read.verify(against: manifest(inside == others ? Self.keys : others))
      }
    }
  }

  @Test("an empty basis has no record")
  func empty() throws {
    try proof(of: Self.keys[0], []).verify(against: manifest([]))
  }

  @Test("consent 48: a proof with any part changed shows nothing")
  func tampered() throws {
    let there = try proof(of: Self.keys[4])
    let gone = try proof(of: Self.keys[4], Self.keys.filter { $0 != Self.keys[4] })
    let changes: [(inout RecordProof) -> Void] = [
      { $0.format = "sojourn/record-proof/v9" }, { $0.isPresent.toggle() },
      { $0.controller = "globex" }, { $0.outcome = "signup" },
      { $0.asOf = $0.asOf.advanced(byNanoseconds: 1) }, { $0.record = Self.keys[5] },
      { $0.record = .emptyRoot }, { $0.leaves += 1 }, { $0.recordsRoot = .emptyRoot },
      { $0.leaf?.index += 1 }, { $0.leaf?.path.removeLast() }, { $0.leaf?.record = .emptyRoot },
      { $0.before?.index += 1 }, { $0.before?.record = Self.keys[0] }, { $0.after = nil },
      { $0.after?.path[0] = .emptyRoot }, { swap(&$0.before, &$0.after) },
      { $0.leaf = $0.leaf ?? $0.before }, { $0.before = $0.before ?? $0.leaf },
    ]
    for original in [there, gone] {
      let inside = original == there ? Self.keys : Self.keys.filter { $0 != Self.keys[4] }
      try original.verify(against: manifest(inside))
      for (number, change) in changes.enumerated() {
        var changed = original
        change(&changed)
        guard changed != original else { continue }
        #expect(throws: RecordProofError.self, "change \(number) of \(original.isPresent)") {
          try changed.verify(against: manifest(inside))
        }
      }
    }
  }

  @Test("a model without a basis can't be spoken of")
  func withoutBasis() throws {
    var old = try manifest()
    old.basis = nil
    let proof = try proof(of: Self.keys[0])
    #expect(throws: RecordProofError.noBasis) { try proof.verify(against: old) }
  }
}
