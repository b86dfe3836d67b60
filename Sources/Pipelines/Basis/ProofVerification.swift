import OutcomeModel
import Transparency
import Workspace

/// Checks proofs about records against a model's manifest, offline and without any key.
public struct ProofVerification {
  private let path: String
  private let bundle: String

  /// A check of a file of proofs, one a line, against a bundle's folder.
  public init(proofs path: String, bundle: String) {
    self.path = path
    self.bundle = bundle
  }

  /// Checks every line, and says of each what it shows.
  ///
  /// - Throws: ``StageFailure`` 65 naming the first line that shows nothing, 66 where there is none.
  public func run() throws -> String {
    let manifest = try BundleFolder.read(bundle).manifest
    var text = ""
    for (index, line) in try WholeFile.read(path).split(separator: 0x0A).enumerated() {
      guard let proof = try? JSONDocument.decode(RecordProof.self, from: Array(line)) else {
        throw StageFailure(
          .badData, "\(path):\(index + 1): is no proof as sojourn audit record prints it")
      }
      do {
        try proof.verify(against: manifest)
      } catch {
        throw StageFailure(.badData, "\(path):\(index + 1): \(error.text(bundle))")
      }
      let answer = proof.isPresent ? "is among" : "is not among"
      text += "record \(proof.record.base64) \(answer) the records that \(proof.outcome)'s model "
      text += "as of \(proof.asOf) was made of\n"
    }
    guard !text.isEmpty else { throw StageFailure(.noInput, "\(path): holds no proof") }
    return text
  }
}

extension RecordProofError {
  /// What is wrong, in words.
  fileprivate func text(_ bundle: String) -> String {
    switch self {
    case .unknownFormat: "the proof is of a form that this program does not know; use a newer one"
    case .noBasis: "\(bundle) does not say what its model was made of"
    case .otherModel: "the proof is about another model than that of \(bundle)"
    case .incomplete: "the proof lacks a part, or has one too many"
    case .doesNotHold: "the proof does not lead to the root in \(bundle)"
    }
  }
}
