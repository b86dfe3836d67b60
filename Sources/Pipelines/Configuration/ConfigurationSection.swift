import Bytes
import Yams

/// One mapping of a pipeline file, whose keys are taken one by one; what is left over is unknown.
struct ConfigurationSection {
  let file: String
  let path: String
  let line: Int?
  private let mapping: Node.Mapping
  private var taken: [String] = []

  /// The whole file.
  init(file: String, text: String) throws(ConfigurationError) {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw ConfigurationError(file: file, error)
    } catch {
      throw ConfigurationError(file: file, line: nil, key: nil, problem: "this is not YAML")
    }
    guard let node else {
      throw ConfigurationError(
        file: file, line: nil, key: nil, problem: "the file is empty; a pipeline was expected")
    }
    try self.init(file: file, path: "", node: node)
  }

  init(file: String, path: String, node: Node) throws(ConfigurationError) {
    self.file = file
    self.path = path
    line = node.mark?.line
    guard case .mapping(let mapping) = node else {
      throw ConfigurationError(
        file: file, line: node.mark?.line, key: path.isEmpty ? nil : path,
        problem: "keys with values were expected")
    }
    self.mapping = mapping
    for (key, _) in mapping where key.string == nil {
      throw fault(nil, key, "a key must be text")
    }
  }

  /// The keys in the order in which they stand.
  var keys: [String] { mapping.compactMap { $0.key.string } }

  mutating func node(_ key: String) -> Node? {
    taken.append(key)
    guard let node = mapping.first(where: { $0.key.string == key })?.value,
      node.tag != Tag(.null)
    else { return nil }
    return node
  }

  mutating func has(_ key: String) -> Bool { node(key) != nil }

  mutating func string(_ key: String) throws(ConfigurationError) -> String? {
    guard let node = node(key) else { return nil }
    guard case .scalar(let scalar) = node else { throw fault(key, node, "text was expected") }
    return scalar.string
  }

  mutating func required(_ key: String) throws(ConfigurationError) -> String {
    guard let value = try string(key), !value.isEmpty else {
      throw ConfigurationError(
        file: file, line: line, key: qualified(key), problem: "the key is missing; text is needed")
    }
    return value
  }

  /// One text or a list of them.
  mutating func strings(_ key: String) throws(ConfigurationError) -> [String]? {
    guard let node = node(key) else { return nil }
    switch node {
    case .scalar(let scalar): return [scalar.string]
    case .sequence(let sequence):
      var values: [String] = []
      for element in sequence {
        guard case .scalar(let scalar) = element else {
          throw fault(key, element, "a list of texts was expected")
        }
        values.append(scalar.string)
      }
      return values
    default: throw fault(key, node, "text or a list of texts was expected")
    }
  }

  /// A list of lists of texts; empty where the key is absent.
  mutating func lists(_ key: String) throws(ConfigurationError) -> [[String]] {
    guard let node = node(key) else { return [] }
    guard case .sequence(let sequence) = node else {
      throw fault(key, node, "a list of lists was expected")
    }
    var lists: [[String]] = []
    for element in sequence {
      guard case .sequence(let inner) = element else {
        throw fault(key, element, "a list of lists was expected")
      }
      var texts: [String] = []
      for value in inner {
        guard case .scalar(let scalar) = value else {
          throw fault(key, value, "a list of texts was expected")
        }
        texts.append(scalar.string)
      }
      lists.append(texts)
    }
    return lists
  }

  mutating func integer(
    _ key: String, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int? {
    guard let node = node(key) else { return nil }
    guard let value = node.int, range.contains(value) else {
      throw fault(
        key, node, "a whole number from \(range.lowerBound) to \(range.upperBound) was expected")
    }
    return value
  }

  mutating func number(
    _ key: String, in range: ClosedRange<Double>
  ) throws(ConfigurationError) -> Double? {
    guard let node = node(key) else { return nil }
    guard let value = node.float, range.contains(value) else {
      throw fault(
        key, node, "a number from \(range.lowerBound) to \(range.upperBound) was expected")
    }
    return value
  }

  mutating func bool(_ key: String) throws(ConfigurationError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard let value = node.bool else { throw fault(key, node, "true or false was expected") }
    return value
  }

  /// A length of time; nil where the key is absent.
  mutating func duration(_ key: String) throws(ConfigurationError) -> Duration? {
    guard let node = node(key) else { return nil }
    guard let text = node.string, let value = Duration(text: text) else {
      throw fault(key, node, "a length of time such as 30s, 20m, 24h or 3d was expected")
    }
    return value
  }

  /// A limit whose absence is spelled `none`: nil where the key is absent, `.some(nil)` for `none`.
  mutating func durationOrNone(_ key: String) throws(ConfigurationError) -> Duration?? {
    guard let node = node(key) else { return nil }
    if node.string == "none" { return .some(nil) }
    return .some(try duration(key))
  }

  /// A limit whose absence is spelled `none`: nil where the key is absent, `.some(nil)` for `none`.
  mutating func integerOrNone(
    _ key: String, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int?? {
    guard let node = node(key) else { return nil }
    if node.string == "none" { return .some(nil) }
    return .some(try integer(key, in: range))
  }

  /// One of an enumeration's names.
  mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Choice.Type
  ) throws(ConfigurationError) -> Choice? where Choice.RawValue == String {
    guard let node = node(key) else { return nil }
    guard let text = node.string, let value = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      let near = node.string.flatMap { nearestName(to: $0, in: names) }
      let hint = near.map { "; did you mean `\($0)`?" } ?? ""
      throw fault(key, node, "one of \(names.joined(separator: ", ")) was expected\(hint)")
    }
    return value
  }

  mutating func section(_ key: String) throws(ConfigurationError) -> ConfigurationSection? {
    guard let node = node(key) else { return nil }
    return try ConfigurationSection(file: file, path: qualified(key), node: node)
  }

  /// A list of mappings.
  mutating func sections(_ key: String) throws(ConfigurationError) -> [ConfigurationSection] {
    guard let node = node(key) else { return [] }
    guard case .sequence(let sequence) = node else { throw fault(key, node, "a list was expected") }
    var sections: [ConfigurationSection] = []
    for (place, element) in sequence.enumerated() {
      sections.append(
        try ConfigurationSection(
          file: file, path: "\(qualified(key))[\(place)]", node: element))
    }
    return sections
  }

  /// Refuses the first key that nobody has taken.
  func finish() throws(ConfigurationError) {
    for (key, _) in mapping {
      guard let name = key.string, !taken.contains(name) else { continue }
      let near = nearestName(to: name, in: taken)
      let hint =
        near.map { "did you mean `\($0)`?" }
        ?? "the keys here are \(taken.sorted().joined(separator: ", "))"
      throw fault(name, key, "unknown key; \(hint)")
    }
  }

  /// A fault of this section's key, at the key's own line.
  func fault(_ key: String, _ problem: String) -> ConfigurationError {
    let node = mapping.first { $0.key.string == key }?.key
    return ConfigurationError(
      file: file, line: node?.mark?.line ?? line, key: qualified(key), problem: problem)
  }

  private func fault(_ key: String?, _ node: Node, _ problem: String) -> ConfigurationError {
    ConfigurationError(
      file: file, line: node.mark?.line ?? line, key: key.map(qualified) ?? path,
      problem: problem)
  }

  private func qualified(_ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }
}

extension ConfigurationError {
  /// What the YAML parser says, with the line where it knows one.
  fileprivate init(file: String, _ error: YamlError) {
    switch error {
    case .duplicatedKeysInMapping(let keys, let context):
      self.init(
        file: file, line: context.mark.line, key: keys.sorted().first,
        problem: "the key is given twice, first here")
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      self.init(
        file: file, line: mark.line, key: nil,
        problem: "this is not YAML; check indentation, quotes and colons")
    default:
      self.init(file: file, line: nil, key: nil, problem: "this is not YAML")
    }
  }
}
