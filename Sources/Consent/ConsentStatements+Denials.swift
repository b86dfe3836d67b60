package import Bytes

extension Statement.Action {
  /// The action of a name; nil where the name is none of them.
  public init?(named name: String) {
    let bytes = Array(name.utf8)
    self.init(name: bytes.span)
  }

  /// Whether it ends or holds back a use.
  public var isDenial: Bool {
    switch self {
    case .withdraw, .object, .erase, .restrict, .refuse: true
    case .grant, .unrestrict, .link: false
    }
  }
}

extension ConsentStatements {
  /// What the statement at a place says.
  public func action(_ place: Int) -> Statement.Action { wordings[rows[place].wording].action }

  /// How many of the statements from a place on say each thing, those of nothing left out.
  public func actions(from place: Int) -> [Statement.Action: Int] {
    guard place < rows.count else { return [:] }
    return (Swift.max(place, 0)..<rows.count).reduce(into: [:]) { $0[action($1), default: 0] += 1 }
  }

  /// How many statements of a ledger were appended up to and at a moment.
  package func size(at moment: Timestamp) -> Int {
    rows.firstIndex { $0.appendedAt > moment } ?? rows.count
  }
}
