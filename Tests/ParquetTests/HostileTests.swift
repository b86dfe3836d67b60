import Bytes
import Parquet
import TestKit
import Testing

@Suite("Parquet: no bytes crash the reader")
struct HostileTests {
  /// Small limits, so that a number that was made large is refused and not served.
  static let limits = ParquetLimits(maximumRowGroupRows: 100_000, maximumPageBytes: 1 << 22)

  /// Reads all that can be; tells whether it all could.
  @discardableResult
  static func read(_ bytes: [UInt8]) -> Bool {
    do throws(ParquetError) {
      let reader = try ParquetReader(bytes, limits: limits)
      for group in reader.rowGroups.indices {
        for column in reader.schema.columns.indices {
          _ = try cells(reader, column: column, group: group)
        }
      }
      return true
    } catch {
      return false
    }
  }

  static let files: [[UInt8]] = [1, 2, 4, 9, 11, 23].map { seed in
    Table.random(seed: seed).file(
      ParquetOptions(maximumRowGroupRows: 900, maximumDictionaryBytes: 5000))
  }

  @Test("every prefix of a file is refused")
  func prefixes() {
    let table = RoundTripTests.texts([.text("one"), .null, .text("two"), .text("one")])
    let file = table.file()
    #expect(HostileTests.read(file))
    for count in 0..<file.count {
      #expect(!HostileTests.read(Array(file.prefix(count))), "\(count) bytes")
    }
  }

  @Test("bytes flipped, cut out and moved", arguments: 0..<40)
  func mutations(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      var file = HostileTests.files.randomElement(using: &generator) ?? []
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        HostileTests.mutate(&file, using: &generator)
      }
      HostileTests.read(file)
    }
  }

  @Test("bytes of the footer flipped, one after the other", arguments: 0..<3)
  func footers(index: Int) {
    let file = HostileTests.files[index]
    let length = file.suffix(8).prefix(4).enumerated().reduce(0) { $0 + Int($1.1) << (8 * $1.0) }
    for place in file.count - 8 - length..<file.count {
      for value in [0, 1, 0x7F, 0x80, 0xFF, file[place] ^ 1, file[place] ^ 0x10] {
        var mutant = file
        mutant[place] = value
        HostileTests.read(mutant)
      }
    }
  }

  @Test("random bytes between the magic ones", arguments: 0..<20)
  func randomBytes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let count = Int.random(in: 0..<300, using: &generator)
      var file = Array("PAR1".utf8)
      for _ in 0..<count { file.append(UInt8.random(in: 0...255, using: &generator)) }
      file += [UInt8(count & 255), UInt8(count >> 8), 0, 0] + Array("PAR1".utf8)
      HostileTests.read(file)
    }
  }

  private static func mutate(_ file: inout [UInt8], using generator: inout SeededGenerator) {
    guard file.count > 16 else { return }
    let place = Int.random(in: 0..<file.count - 8, using: &generator)
    let count = min(Int.random(in: 1...20, using: &generator), file.count - 8 - place)
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: file[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: file[place] = UInt8.random(in: 0...255, using: &generator)
    case 2: file.removeSubrange(place..<place + count)
    default:
      let target = Int.random(in: 0..<file.count - 8, using: &generator)
      file.insert(contentsOf: Array(file[place..<place + count]), at: target)
    }
  }
}
