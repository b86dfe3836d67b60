extension TableFeatures {
  /// Learns the features of a table: kinds of columns, bins, and which columns are crossed.
  ///
  /// - Parameters:
  ///   - table: training rows alone; what is learned depends on nothing else.
  ///   - settings: how to learn.
  /// - Returns: the features, and what the choice of crosses tried.
  public static func learn(
    _ table: Table, _ settings: TableSettings = TableSettings()
  ) throws(TableError) -> (features: TableFeatures, report: CrossReport) {
    var features = TableFeatures(table, settings)
    guard settings.crosses != .none else { return (features, CrossReport()) }
    let encoder = try TableEncoder(features, table)
    let columns = features.crossable(encoder, rows: table.count, settings)
    if settings.crosses == .all {
      for (place, first) in columns.enumerated() {
        features.crosses += columns[(place + 1)...].map { Cross(first, $0) }
      }
      return (features, CrossReport())
    }
    var search = CrossSearch(encoder, table, settings, slotCount: features.slotCount)
    features.crosses = search.chosen(of: columns)
    return (features, search.report)
  }

  /// The places of columns of few codes, more than one.
  private func crossable(
    _ encoder: TableEncoder, rows: Int, _ settings: TableSettings
  ) -> [Int] {
    let share = Int(settings.maximumCrossedShare * Double(rows))
    return columns.indices.filter { place in
      let codes = encoder.columns[place].texts.count
      guard codes > 1 else { return false }
      guard columns[place].kind == .text else { return true }
      return codes <= min(settings.maximumCrossedValues, max(share, 2))
    }
  }
}
