import OutcomeModel

extension MeasuredPart {
  /// The first and the last prefix length of each band; the last band has no end.
  private static let bands: [(from: Int, to: Int?)] = [
    (1, 1), (2, 2), (3, 5), (6, 13), (14, nil),
  ]

  /// The figures by prefix length; lengths without examples are left out.
  ///
  /// - Parameter logOdds: of each example, calibrated.
  func reliability(_ logOdds: [Double]) -> [PrefixReliability] {
    MeasuredPart.bands.compactMap { band in
      let part = scored(logOdds).rows { row in
        let prefix = places[row].prefix
        return prefix >= band.from && prefix <= band.to ?? prefix
      }
      return Metrics.evaluate(
        logOdds: part.logOdds, labels: part.labels, weights: part.weights
      ).map { PrefixReliability(from: band.from, to: band.to, $0) }
    }
  }
}
