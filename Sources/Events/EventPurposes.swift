extension EventBatch {
  /// Puts the purposes in an order that does not hang on which event came first: those of the
  /// standard list in its order, then the others by name.
  ///
  /// For batches whose purposes were learned while reading. A controller's declared list stays as it
  /// was declared: do not call it there.
  public mutating func sortPurposes() {
    let standard = PurposeList.standard.names
    let sorted = PurposeList(
      standard.filter { purposes.index(of: $0) != nil }
        + purposes.names.filter { !standard.contains($0) }.sorted())
    guard sorted != purposes else { return }
    let places = purposes.names.map { sorted.index(of: $0) }
    for index in rows.indices {
      var moved: PurposeSet = []
      for (old, new) in places.enumerated() {
        if let new, rows[index].purposes.contains(index: old) {
          moved.insert(PurposeSet(index: new))
        }
      }
      rows[index].purposes = moved
    }
    purposes = sorted
  }
}
