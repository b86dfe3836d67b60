public import Bytes
public import Events
public import Features
public import Journeys

/// Scores prefixes with a bundle's model: what an online scorer does, as a value.
public struct Scorer: Sendable {
  /// The bundle's manifest.
  public let manifest: BundleManifest
  private let model: LogisticModel
  private let extractor: FeatureExtractor

  /// A scorer of a bundle.
  ///
  /// - Parameters:
  ///   - bundle: the bundle.
  ///   - moment: when it is used; nil where its age does not matter, as in checks.
  /// - Throws: ``BundleError`` where the bundle's time is over (consent 32).
  public init(_ bundle: Bundle, at moment: Timestamp?) throws(BundleError) {
    if let moment, moment >= bundle.manifest.expires {
      throw .expired(file: Bundle.FileName.manifest, at: bundle.manifest.expires)
    }
    manifest = bundle.manifest
    model = bundle.model
    do {
      extractor = try FeatureExtractor(bundle.manifest.features)
    } catch {
      throw .badFeatures(file: Bundle.FileName.manifest, error)
    }
  }

  /// A visitor's session before its first event.
  public func start(history: VisitorHistory) -> SessionScore {
    SessionScore(model, extractor.start(history: history))
  }

  /// The probability after the first `prefix` events of a session.
  ///
  /// - Parameters:
  ///   - table: holds the session.
  ///   - session: its place.
  ///   - prefix: at least 1 and at most the session's number of events.
  ///   - history: the visitor's sessions before; ``HistoryWalk`` tells it.
  public func probability(
    _ table: borrowing SessionTable, session: Int, prefix: Int, history: VisitorHistory
  ) -> Double {
    model.probability(
      extractor.features(
        table.events, rows: table.sessions[session].rows, count: prefix, history: history))
  }

  /// Hands the probability after each event of each session to `body`, in the table's order.
  ///
  /// - Parameters:
  ///   - table: sessions by visitor and start.
  ///   - body: takes the session's place, the number of its events so far, and the probability.
  public func forEachPrefix(
    of table: borrowing SessionTable, _ body: (Int, Int, Double) throws -> Void
  ) rethrows {
    var walk = HistoryWalk(outcomeCount: manifest.features.outcomes.count)
    var score = start(history: .none)
    for place in table.sessions.indices {
      let session = table.sessions[place]
      score.restart(history: walk.next(session, in: table))
      for row in session.rows {
        let probability = score.add(table.events.rows[row], text: table.events.text.span)
        try body(place, row - session.rows.lowerBound + 1, probability)
      }
    }
  }
}

/// The score of one session as its events come in.
public struct SessionScore: Sendable {
  private let model: LogisticModel
  private var state: PrefixState
  private var features = SparseVector()

  init(_ model: LogisticModel, _ state: PrefixState) {
    self.model = model
    self.state = state
  }

  /// Takes the next event and gives the probability after it.
  public mutating func add(_ row: EventRow, text: Span<UInt8>) -> Double {
    state.add(row, text: text)
    state.emit(into: &features)
    return model.probability(features)
  }

  /// Begins another session.
  public mutating func restart(history: VisitorHistory) {
    state.restart(history: history)
  }
}
