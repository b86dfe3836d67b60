public import Bytes
import Identity

extension ConsentRegister {
  /// The number of an id; ``SubjectIndex/nobody`` for a placeholder and
  /// ``SubjectIndex/unknown`` for one that no statement or link names.
  public func subject(for id: Span<UInt8>) -> SubjectIndex {
    if let number = subjects.number(of: id) { return SubjectIndex(number: number) }
    return subjectNamedByLink(id)
  }

  /// The number of an id that no statement names.
  private func subjectNamedByLink(_ id: Span<UInt8>) -> SubjectIndex {
    if linkedSubjects.count > 0, let number = linkedSubjects.number(of: id) {
      return SubjectIndex(number: UInt32(subjects.count) + number)
    }
    return Placeholder.matches(id) ? .nobody : .unknown
  }

  /// The numbers of many ids, each as ``subject(for:)`` gives it.
  ///
  /// With millions of ids a look-up mostly waits for memory; taken together, look-ups wait at the same
  /// time. Allocates nothing for an id.
  ///
  /// - Parameters:
  ///   - ids: where the ids stand in `text`.
  ///   - text: the text.
  ///   - subjects: takes the numbers, in the order of `ids`, in place of what it holds.
  public func subjects(
    for ids: Span<ByteRange>, in text: Span<UInt8>, into subjects: inout [SubjectIndex]
  ) {
    subjects.removeAll(keepingCapacity: true)
    subjects.reserveCapacity(ids.count)
    var work = LookupWork()
    var begin = 0
    while begin < ids.count {
      let end = Swift.min(begin + ConsentRegister.lookupsAtOnce, ids.count)
      self.subjects.numbers(of: ids.extracting(begin..<end), in: text, &work)
      coverage.touch(work.numbers, &work.touched)
      for (place, number) in work.numbers.enumerated() {
        if number != .max {
          subjects.append(SubjectIndex(number: number))
        } else {
          subjects.append(
            subjectNamedByLink(text.extracting(ids[begin + place].indices)))
        }
      }
      begin = end
    }
  }

  /// Reads what deciding records of many ids will read, so that the processor waits for memory once for
  /// all.
  ///
  /// - Parameter touched: takes part of what was read, so that reading it is not left out.
  public func touch(_ subjects: [SubjectIndex], _ touched: inout UInt8) {
    for subject in subjects where subject.isKnown { coverage.touch(subject.number, &touched) }
  }

  /// Enough look-ups to keep memory busy, few enough for what they need to stay in the cache.
  private static let lookupsAtOnce = 256
}
