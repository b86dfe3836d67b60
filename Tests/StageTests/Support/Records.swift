import Foundation
import TestKit

/// The lines of a text with their line feeds, byte by byte: shared logs hold bytes that are not UTF-8.
func lines(of data: Data) -> [Data] {
  data.split(separator: 0x0A).map { $0 + [0x0A] }
}

/// Lines put together.
func joined(_ lines: some Sequence<Data>) -> Data {
  lines.reduce(into: Data()) { $0 += $1 }
}

/// The lines in an order that the seed decides.
func shuffled(_ data: Data, seed: UInt64) -> Data {
  var generator = SeededGenerator(seed: seed)
  return joined(lines(of: data).shuffled(using: &generator))
}

/// The objects of an NDJSON text.
func objects(_ data: Data) throws -> [[String: Any]] {
  try lines(of: data).map { try object($0) }
}

/// One JSON object.
func object(_ data: Data) throws -> [String: Any] {
  guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
    throw NotAnObject()
  }
  return object
}

/// A JSON text that is no object.
struct NotAnObject: Error {}

/// A file's bytes.
func bytes(_ path: String) throws -> Data {
  try Data(contentsOf: URL(fileURLWithPath: path))
}

/// Compresses as a log rotation does.
func gzip(_ data: Data) throws -> Data {
  let folder = try TemporaryFolder()
  let path = folder.file("content", data)
  return try Command.shell("exec gzip -nc '\(path)'").output
}

/// What gzip holds.
func gunzip(_ path: String) throws -> Data {
  try Command.shell("exec gzip -dc '\(path)'").output
}

/// The inode and the time of the last change, in microseconds, of each file below a folder.
func fileIdentities(below folder: String) throws -> [String: [Int]] {
  let manager = FileManager.default
  return try manager.subpathsOfDirectory(atPath: folder).reduce(into: [:]) { identities, name in
    let attributes = try manager.attributesOfItem(atPath: "\(folder)/\(name)")
    guard attributes[.type] as? FileAttributeType == .typeRegular else { return }
    let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    identities[name] = [attributes[.systemFileNumber] as? Int ?? 0, Int(changed * 1e6)]
  }
}
