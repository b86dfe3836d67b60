import Bytes

/// A key of any name, so that those not known are seen too.
struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    stringValue = "\(intValue)"
    self.intValue = intValue
  }
}

/// A map of settings that refuses what it does not know, by path and nearest name.
struct StrictSettings {
  private let container: KeyedDecodingContainer<AnyKey>
  private let path: String

  /// The settings of a decoder, of which only `known` may be there.
  init(_ decoder: any Decoder, known: [String]) throws {
    path = StrictSettings.text(decoder.codingPath)
    do {
      container = try decoder.container(keyedBy: AnyKey.self)
    } catch {
      throw OutcomeError(path: path, problem: .wrongType(expected: "a map of settings"))
    }
    let unknown = container.allKeys.map(\.stringValue).filter { !known.contains($0) }.sorted()
    if let name = unknown.first {
      throw OutcomeError(
        path: path, problem: .unknownSetting(name), nearest: nearestName(to: name, in: known))
    }
  }

  /// The path of a setting.
  func path(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  /// A text, or a number or truth value as it is written; nil where it is not there.
  func text(_ name: String) throws -> String? {
    guard has(name) else { return nil }
    let key = AnyKey(stringValue: name)
    guard let scalar = try? container.decode(ScalarText.self, forKey: key) else {
      throw OutcomeError(path: path(name), problem: .wrongType(expected: "a text"))
    }
    return scalar.text
  }

  /// A text that must be there and not be empty.
  func requiredText(_ name: String) throws -> String {
    guard let text = try text(name), !text.isEmpty else {
      throw OutcomeError(path: path, problem: .missing(name))
    }
    return text
  }

  /// One word of an enumeration; `fallback` where it is not there.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ name: String, _ fallback: Word
  ) throws -> Word {
    guard let text = try text(name) else { return fallback }
    guard let word = Word(rawValue: text) else {
      throw OutcomeError(
        path: path(name), problem: .unknownWord(text),
        nearest: nearestName(to: text, in: Word.allCases.map(\.rawValue)))
    }
    return word
  }

  /// A simple value; nil where it is not there.
  func value<Value: Decodable>(
    _ name: String, _ type: Value.Type, expected: String
  ) throws -> Value? {
    guard has(name) else { return nil }
    guard let value = try? container.decode(type, forKey: AnyKey(stringValue: name)) else {
      throw OutcomeError(path: path(name), problem: .wrongType(expected: expected))
    }
    return value
  }

  /// A list of parts that name their own problems; empty where it is not there.
  func list<Element: Decodable>(_ name: String, _ type: Element.Type) throws -> [Element] {
    guard has(name) else { return [] }
    do {
      return try container.decode([Element].self, forKey: AnyKey(stringValue: name))
    } catch let error as OutcomeError {
      throw error
    } catch {
      throw OutcomeError(path: path(name), problem: .wrongType(expected: "a list"))
    }
  }

  private func has(_ name: String) -> Bool {
    let key = AnyKey(stringValue: name)
    guard container.contains(key) else { return false }
    return (try? container.decodeNil(forKey: key)) != true
  }

  private static func text(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { text, key in
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
  }
}

/// A text, or a number or truth value as text: what a value in a definition may be.
struct ScalarText: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self.text = text
    } else if let number = try? container.decode(Int.self) {
      text = "\(number)"
    } else if let truth = try? container.decode(Bool.self) {
      text = "\(truth)"
    } else {
      text = "\(try container.decode(Double.self))"
    }
  }
}
