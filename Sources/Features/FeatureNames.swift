/// What the slots of a model stand for: names that enough visitors had, for explanations.
///
/// A name that fewer had is not kept, even where its slot has a weight because other names share it:
/// a text that one person typed can't come out this way.
public struct FeatureNames: Codable, Equatable, Sendable {
  /// A name and its support.
  public struct Name: Codable, Equatable, Sendable {
    /// The field, U+001F and the value; bytes that are not UTF-8 are U+FFFD.
    public var text: String
    /// How many training visitors had it.
    public var visitors: Int

    /// A name that so many visitors had.
    public init(text: String, visitors: Int) {
      self.text = text
      self.visitors = visitors
    }
  }

  /// A slot and the names that hash to it, those of most visitors first.
  public struct Slot: Codable, Equatable, Sendable {
    /// The slot.
    public var slot: UInt32
    /// Its names, at least one.
    public var names: [Name]

    /// A slot with its names.
    public init(slot: UInt32, names: [Name]) {
      self.slot = slot
      self.names = names
    }
  }

  /// How many visitors a name needs to be kept.
  public let minimumVisitors: Int
  /// The slots that have names, rising.
  public let slots: [Slot]

  /// Names by slots, which are rising.
  public init(minimumVisitors: Int, slots: [Slot]) {
    self.minimumVisitors = minimumVisitors
    self.slots = slots
  }

  /// The names of a slot, those of most visitors first; empty where none is known.
  public subscript(_ slot: UInt32) -> [Name] {
    var low = 0
    var high = slots.count
    while low < high {
      let middle = (low + high) / 2
      if slots[middle].slot < slot { low = middle + 1 } else { high = middle }
    }
    return low < slots.count && slots[low].slot == slot ? slots[low].names : []
  }

  /// How many slots several names share.
  public var sharedSlots: Int { slots.count { $0.names.count > 1 } }

  /// How many names share their slot with another.
  public var collidingNames: Int {
    slots.reduce(0) { $0 + ($1.names.count > 1 ? $1.names.count : 0) }
  }
}
