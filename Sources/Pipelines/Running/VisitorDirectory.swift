package import Bytes
package import Consent
package import Identity
import Workspace

/// The ids that a stream of records names, each worked out once while it is in use: its pseudonym, and
/// its number in the registers that judge.
package struct VisitorDirectory {
  /// What is known of one id.
  package struct Entry {
    /// Whether the id says "nobody", and so has no pseudonym.
    package var isPlaceholder = false
    /// The id in the register of the run.
    package var subject = SubjectIndex.nobody
    /// The id in the register of the run before, where there is one.
    var earlier = SubjectIndex.nobody
    /// The shard of the pseudonym, and its place in an ``IDFilter``.
    package var shard: UInt16 = 0
    var filterPlace: UInt32 = 0
    /// Where the pseudonym stands in the pool of this identity.
    fileprivate var place = ByteRange.none
    fileprivate var pool: UInt64 = 0
  }

  /// About how many bytes an id takes: its text, its pseudonym, its entry and its slot.
  private static let bytesPerID = 192

  private let subkey: Subkey
  private let register: ConsentRegister
  private let earlier: ConsentRegister?
  private var memo: ByteMemo
  private var entries: [Entry] = []
  /// The pseudonyms, all of one width.
  private var pseudonyms: [UInt8] = []
  private var ahead = LookAhead()
  private var subjects: [SubjectIndex] = []
  private var touched: UInt8 = 0

  /// A directory that takes about so many bytes at the most.
  package init(
    subkey: Subkey, register: ConsentRegister, earlier: ConsentRegister?, maximumBytes: Int
  ) {
    self.subkey = subkey
    self.register = register
    self.earlier = earlier
    memo = ByteMemo(
      maximumCount: max(maximumBytes / VisitorDirectory.bytesPerID, 2),
      maximumBytes: max(maximumBytes / 3, 1))
  }

  /// Looks at what is known of many ids before they are asked for one by one, in the same order, by
  /// ``number(of:at:)``.
  package mutating func lookAhead(_ ids: Span<ByteRange>, in text: Span<UInt8>) {
    memo.lookAhead(ids, in: text, &ahead)
    subjects.removeAll(keepingCapacity: true)
    for number in ahead.numbers { subjects.append(entries[number].subject) }
    register.touch(subjects, &touched)
  }

  /// The number of the id that stood at a place of those that were looked at ahead.
  package mutating func number(of id: Span<UInt8>, at place: Int) -> Int {
    let entry = memo.entry(of: id, hash: ahead.hashes[place])
    if entry.isNew { learn(id, as: entry.number) }
    return entry.number
  }

  /// The number of an id, good until another one is asked for.
  package mutating func number(of id: Span<UInt8>) -> Int {
    let entry = memo.entry(of: id)
    if entry.isNew { learn(id, as: entry.number) }
    return entry.number
  }

  /// What is known of the id of a number.
  package subscript(number: Int) -> Entry { entries[number] }

  /// Whether an id has the same pseudonym as another directory's; neither is a placeholder.
  func hasSamePseudonym(_ number: Int, as other: VisitorDirectory, _ otherNumber: Int) -> Bool {
    pseudonyms.span.extracting(range(number))
      .isEqual(to: other.pseudonyms.span.extracting(range(otherNumber)))
  }

  /// Where the pseudonym of an id stands in a pool, to which it is added unless it stands there already;
  /// none for a placeholder.
  package mutating func place(of number: Int, in pool: inout TextPool) -> ByteRange {
    if entries[number].pool == pool.identity { return entries[number].place }
    guard !entries[number].isPlaceholder else { return .none }
    let place = pool.bytes.store(pseudonyms.span.extracting(range(number)))
    entries[number].place = place
    entries[number].pool = pool.identity
    return place
  }

  private func range(_ number: Int) -> Range<Int> {
    number * Subkey.pseudonymByteCount..<(number + 1) * Subkey.pseudonymByteCount
  }

  private mutating func learn(_ id: Span<UInt8>, as number: Int) {
    // Numbers begin anew when the memo has forgotten all.
    if number == 0 {
      entries.removeAll(keepingCapacity: true)
      pseudonyms.removeAll(keepingCapacity: true)
    }
    guard !Placeholder.matches(id) else {
      pseudonyms.append(contentsOf: repeatElement(0, count: Subkey.pseudonymByteCount))
      return entries.append(Entry(isPlaceholder: true))
    }
    subkey.append(pseudonymOf: id, to: &pseudonyms)
    let place = range(number)
    let subject = register.subject(for: pseudonyms.span.extracting(place))
    let before = earlier?.subject(for: pseudonyms.span.extracting(place)) ?? .unknown
    let shard = TableLayout.shard(of: pseudonyms.span.extracting(place))
    let filterPlace = IDFilter.place(of: pseudonyms.span.extracting(place))
    entries.append(
      Entry(
        subject: subject, earlier: before, shard: UInt16(shard), filterPlace: filterPlace))
  }
}
