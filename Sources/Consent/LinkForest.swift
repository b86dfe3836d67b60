import Bytes

/// Which ids are joined, and since when.
///
/// A union by size that keeps its history: a parent is joined no earlier than its child, so the group
/// of an id at a moment is found by going up while the joins are not later. O(log ids) a question.
struct LinkForest {
  /// A join of two ids that is known to the run.
  struct Edge {
    var at: Timestamp
    var a: UInt32
    var b: UInt32
  }

  /// One id's place.
  struct Node {
    var parent: UInt32
    var size: UInt32 = 1
    var joined = Timestamp.distantFuture
  }

  private(set) var nodes: [Node]

  /// The links that a run knows, up to min(P, K), in order of time.
  ///
  /// One whose clock was ahead is known from its append, as a denial would be, while grants pass
  /// from its own time on.
  static func edges(
    _ statements: borrowing ConsentStatements, _ known: KnownStatements, _ rules: StatementRules,
    asOf: Timestamp
  ) -> [Edge] {
    var edges: [Edge] = []
    for link in statements.numberedLinks() where link.at <= asOf && link.at < known.linksBefore {
      edges.append(Edge(at: link.at, a: link.a, b: link.b))
    }
    guard statements.wordings.all.contains(where: { $0.action == .link }) else {
      edges.sort { ($0.at, $0.a, $0.b) < ($1.at, $1.a, $1.b) }
      return edges
    }
    for place in known.order {
      let row = statements.rows[Int(place)]
      let wording = rules.wording(row)
      guard wording.action == .link, rules.isOurs(wording), row.subject != wording.other,
        rules.denialMoment(row) <= asOf
      else { continue }
      edges.append(Edge(at: row.at, a: row.subject, b: wording.other))
    }
    edges.sort { ($0.at, $0.a, $0.b) < ($1.at, $1.a, $1.b) }
    return edges
  }

  init(count: Int) {
    nodes = (0..<UInt32(count)).map { Node(parent: $0) }
  }

  /// Joins the groups of two ids, in order of time; nil where they were one already.
  mutating func join(_ edge: Edge) -> (absorbed: UInt32, into: UInt32)? {
    var into = root(of: edge.a)
    var absorbed = root(of: edge.b)
    guard into != absorbed else { return nil }
    if nodes[Int(into)].size < nodes[Int(absorbed)].size { swap(&into, &absorbed) }
    nodes[Int(into)].size += nodes[Int(absorbed)].size
    nodes[Int(absorbed)].parent = into
    nodes[Int(absorbed)].joined = edge.at
    return (absorbed, into)
  }

  /// The id that stands for the group now.
  func root(of id: UInt32) -> UInt32 {
    var at = id
    while nodes[Int(at)].parent != at { at = nodes[Int(at)].parent }
    return at
  }
}
