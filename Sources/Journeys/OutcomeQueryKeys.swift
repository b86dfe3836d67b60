extension OutcomeSet {
  /// The query keys that the outcomes name, sorted, so that addresses at rest keep them.
  ///
  /// Found in the values of criteria on addresses and queries: what stands before each `=`, and after
  /// a `?` or `&` that no `=` follows.
  public var queryKeys: [String] {
    var keys: Set<String> = []
    for definition in definitions {
      for criterion in definition.patterns.flatMap(\.criteria) {
        switch criterion.key {
        case "page.url", "page.queryString", "referrer.url":
          for value in criterion.values { keys.formUnion(OutcomeSet.keys(in: value)) }
        case "campaign.source": keys.insert("utm_source")
        case "campaign.medium": keys.insert("utm_medium")
        case "campaign.name": keys.insert("utm_campaign")
        default: continue
        }
      }
    }
    return keys.sorted()
  }

  private static func keys(in value: String) -> [String] {
    let start = value.lastIndex(of: "?").map { value.index(after: $0) } ?? value.startIndex
    let hasMark = start != value.startIndex || value.hasPrefix("&")
    let end = value[start...].firstIndex(of: "#") ?? value.endIndex
    return value[start..<end].split(separator: "&").enumerated().compactMap { place, pair in
      if let equals = pair.firstIndex(of: "=") {
        let key = pair[..<equals]
        return key.isEmpty || key.contains("/") ? nil : String(key)
      }
      return hasMark || place > 0 ? String(pair) : nil
    }
  }
}
