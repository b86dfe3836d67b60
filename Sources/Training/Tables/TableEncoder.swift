import Bytes
import Features

/// A table's values as slots and codes, each different value worked out once.
struct TableEncoder {
  /// One column: for each of its different values the feature's slot and the code in crosses.
  struct Column {
    var rows: [UInt32]
    var slots: [UInt32]
    var codes: [UInt32]
    /// For each code the feature's text in crosses.
    var texts: [[UInt8]]
  }

  let columns: [Column]
  private let mask: UInt32

  init(_ features: TableFeatures, _ table: Table) throws(TableError) {
    let mask = UInt32(features.slotCount - 1)
    self.mask = mask
    let places = Dictionary(
      uniqueKeysWithValues: table.columns.enumerated().map { ($0.element.name, $0.offset) })
    var columns: [Column] = []
    for column in features.columns {
      guard let place = places[column.name] else {
        throw .missingColumn(
          name: column.name, nearest: nearestName(to: column.name, in: table.columns.map(\.name)))
      }
      columns.append(Column(column, table.columns[place], mask))
    }
    self.columns = columns
  }

  /// Examples of some of the table's rows, in their order, with crosses.
  func examples(
    rows: some Sequence<Int>, labels: [Bool], crosses: [TableFeatures.Cross]
  ) -> ExampleSet {
    let tables = crosses.map { CrossSlots(columns[$0.first], columns[$0.second], mask) }
    var examples = ExampleSet()
    var slots: [UInt32] = []
    var vector = SparseVector()
    for row in rows {
      slots.removeAll(keepingCapacity: true)
      for column in columns { slots.append(column.slots[Int(column.rows[row])]) }
      for (cross, table) in zip(crosses, tables) {
        slots.append(
          table.slot(code(row, columns[cross.first]), code(row, columns[cross.second])))
      }
      slots.sort()
      vector.removeAll()
      for slot in slots where slot != vector.slots.last {
        vector.slots.append(slot)
        vector.values.append(1)
      }
      examples.append(vector, label: labels[row])
    }
    return examples
  }

  func code(_ row: Int, _ column: Column) -> Int {
    Int(column.codes[Int(column.rows[row])])
  }
}

extension TableEncoder.Column {
  fileprivate init(_ column: TableFeatures.Column, _ values: TableColumn, _ mask: UInt32) {
    rows = values.rows
    slots = []
    codes = []
    texts = []
    var codeOfText: [[UInt8]: UInt32] = [:]
    let prefix = Array(column.name.utf8) + [0x3D]
    for number in 0..<values.valueCount {
      let (fine, coarse) = values.withValue(number, column.kind.texts)
      slots.append(murmurHash3((prefix + fine).span) & mask)
      let text = prefix + coarse
      let code = codeOfText[text] ?? UInt32(texts.count)
      if code == UInt32(texts.count) {
        codeOfText[text] = code
        texts.append(text)
      }
      codes.append(code)
    }
  }
}

extension TableFeatures.Kind {
  /// What stands behind `name=` in a value's feature, and in its crosses.
  fileprivate func texts(_ value: Span<UInt8>) -> (fine: [UInt8], coarse: [UInt8]) {
    guard case .number(let fine, let coarse) = self else {
      return ([UInt8](bytes: value), [UInt8](bytes: value))
    }
    switch tableNumber(value) {
    case .nothing: return ([], [])
    case .text: return ([UInt8](bytes: value), [UInt8](bytes: value))
    case .number(let number):
      return (fine.name(fine.bin(number)), coarse.name(coarse.bin(number)))
    }
  }
}

/// The slots of two columns' crosses: all of them in a table where that is small.
private struct CrossSlots {
  private static let maximumTable = 1 << 16

  private let first: [[UInt8]]
  private let second: [[UInt8]]
  private let mask: UInt32
  private var slots: [UInt32] = []

  init(_ first: TableEncoder.Column, _ second: TableEncoder.Column, _ mask: UInt32) {
    self.first = first.texts
    self.second = second.texts
    self.mask = mask
    guard self.first.count * self.second.count <= CrossSlots.maximumTable else { return }
    for a in self.first.indices {
      for b in self.second.indices { slots.append(hash(a, b)) }
    }
  }

  func slot(_ a: Int, _ b: Int) -> UInt32 {
    slots.isEmpty ? hash(a, b) : slots[a * second.count + b]
  }

  private func hash(_ a: Int, _ b: Int) -> UInt32 {
    var text = first[a]
    text.append(0x1F)
    text.append(contentsOf: second[b])
    return murmurHash3(text.span) & mask
  }
}
