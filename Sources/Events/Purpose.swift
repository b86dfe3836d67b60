/// A set of purposes, one bit for each place in a ``PurposeList``.
@frozen
public struct PurposeSet: OptionSet, Hashable, Sendable {
  /// Bit i stands for the list's purpose i.
  public let rawValue: UInt64

  /// A set by its bits.
  @inlinable
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// The set of the one purpose at `index` of its list.
  @inlinable
  public init(index: Int) {
    precondition((0..<64).contains(index), "purpose \(index) is outside 0..<64")
    rawValue = 1 << UInt64(index)
  }

  /// Whether the purpose at `index` of the list is in the set.
  @inlinable
  public func contains(index: Int) -> Bool {
    rawValue >> UInt64(index) & 1 == 1
  }

  /// The set in another list, in which purpose i of this one stands at `places[i]`.
  func moved(to places: [Int?]) -> PurposeSet {
    var moved = PurposeSet()
    for (index, place) in places.enumerated() where contains(index: index) {
      if let place { moved.insert(PurposeSet(index: place)) }
    }
    return moved
  }
}

/// The purposes that a controller has declared, compared exactly, in the order of declaration.
public struct PurposeList: Hashable, Sendable {
  /// The names, at most 64.
  public private(set) var names: [String]

  /// The product's own list, for a controller that declares none.
  public static let standard = PurposeList(["support", "sales", "marketing"])

  /// A list of at most 64 names; names given twice count once.
  public init(_ names: [String]) {
    self.names = []
    for name in names { _ = insert(name) }
  }

  /// The place of a name; nil when it is not declared.
  public func index(of name: String) -> Int? {
    names.firstIndex(of: name)
  }

  /// The place of a name, which is added where it was not yet there; nil once 64 names are taken.
  public mutating func insert(_ name: String) -> Int? {
    if let index = names.firstIndex(of: name) { return index }
    guard names.count < 64 else { return nil }
    names.append(name)
    return names.count - 1
  }

  /// The names of a set, in the list's order.
  public func names(of set: PurposeSet) -> [String] {
    names.indices.filter { set.contains(index: $0) }.map { names[$0] }
  }
}
