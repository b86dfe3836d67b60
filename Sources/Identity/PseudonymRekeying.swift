/// What turns the pseudonyms that one key made into those of the key that a rotation made of it.
public struct PseudonymRekeying: Sendable {
  let old: PseudonymCipher?
  let new: PseudonymCipher?

  /// The same id's pseudonym under the new key.
  public func renamed(_ pseudonym: Pseudonym) -> Pseudonym {
    let bare = old?.open(pseudonym) ?? pseudonym
    return new?.seal(bare) ?? bare
  }
}
