public import Bytes

extension ConsentStatements {
  /// From when on the links of these statements differ from those of others; nil where they do not.
  ///
  /// A link that only the others have may have passed on a denial to any record: `.distantPast` then.
  /// One that only these have passes grants on from its own time. Links in statements are not compared. O(links).
  public func earliestLinkDifference(from others: borrowing ConsentStatements) -> Timestamp? {
    let own = Set(numberedLinks().map { LinkedPair($0, self) })
    // Two events of one moment make the same link.
    let theirs = Set(others.numberedLinks().map { LinkedPair($0, others) })
    guard theirs.isSubset(of: own) else { return .distantPast }
    return own.subtracting(theirs).map(\LinkedPair.at).min()
  }

  /// The links as bytes, each with its moment and its ids, once and in order: two sets of links are the
  /// same where these are.
  public var linkRecords: [[UInt8]] {
    let records = numberedLinks().map { link in
      var record: [UInt8] = []
      record.append(decimal: link.at.nanoseconds)
      for id in [link.a, link.b] {
        record.append(0x1F)
        withID(id) { record.append($0) }
      }
      return record
    }
    return Set(records).sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The ids that links join, those in statements too.
  public var linkedIDs: [[UInt8]] {
    var numbers: Set<UInt32> = []
    for link in numberedLinks() { numbers.formUnion([link.a, link.b]) }
    for row in rows {
      let wording = wordings[row.wording]
      if wording.action == .link { numbers.formUnion([row.subject, wording.other]) }
    }
    return numbers.sorted().map { withID($0) { Array(bytes: $0) } }
  }
}

/// A link by what it says, whatever the numbers of its ids.
private struct LinkedPair: Hashable {
  var at: Timestamp
  var a: [UInt8]
  var b: [UInt8]

  init(_ link: ConsentStatements.Link, _ statements: borrowing ConsentStatements) {
    at = link.at
    a = statements.withID(link.a) { Array(bytes: $0) }
    b = statements.withID(link.b) { Array(bytes: $0) }
  }
}
