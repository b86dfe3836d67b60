import Bytes
import Identity
import Transparency

/// What the last checkpoint says of each subject: that its row is the one that was signed.
///
/// The leaf is the hash of pseudonym, salt and name, one after the other; of a subject that has been
/// redacted, of the name alone. So nobody can hang one person's statements on another's pseudonym, and
/// redaction and rotation change this tree and never that of the statements.
enum SubjectLeaf {
  static func hash(pseudonym: Pseudonym?, salt: Salt?, name: Commitment) -> MerkleHash {
    var leaf: [UInt8] = []
    if let pseudonym, let salt { leaf = pseudonym.bytes + salt.bytes }
    leaf += name.bytes
    return MerkleHash.leaf(leaf.span)
  }
}
