extension ConsentRegister {
  /// Hands over every id that statements or links name, with its number.
  public func forEachSubject(_ body: (SubjectIndex, Span<UInt8>) -> Void) {
    for number in 0..<UInt32(subjects.count) {
      subjects.withBytes(number) { body(SubjectIndex(number: number), $0) }
    }
    for number in 0..<UInt32(linkedSubjects.count) {
      let index = SubjectIndex(number: UInt32(subjects.count) + number)
      linkedSubjects.withBytes(number) { body(index, $0) }
    }
  }
}
