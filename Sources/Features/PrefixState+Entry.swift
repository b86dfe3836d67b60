import Bytes
import Events

extension PrefixState {
  mutating func addEntry(_ row: EventRow, _ text: Span<UInt8>) {
  }
}
