import Bytes
import Consent
import Events
import Identity
import Journeys
import Workspace

/// Makes a night's tables, bucket by bucket, from what lies at rest and what the logs have brought.
struct NightTables {
  let configuration: PipelineConfiguration
  let options: RunOptions
  let context: RunContext
  let standing: Standing
  let staging: String?
  let spill: Spill?
  let budget: MemoryBudget
  /// Makes the tokens of customers who may not be known.
  let tokenCipher: PseudonymCipher

  /// Judges and writes all buckets, several side by side.
  func make(_ tonight: TonightsLogs) async throws -> BucketResult {
    let rules = try rules(tonight)
    let sources = sources(tonight)
    let store = store
    let parts = try await concurrently(count: sources.count, width: options.jobs) { bucket in
      try BucketPass(bucket: bucket, rules: rules, source: sources[bucket], store: store).run()
    }
    var result = BucketResult(purposes: rules.outcomes.count, outcomes: rules.outcomes)
    for part in parts { result.add(part) }
    result.tables.sort { $0.path < $1.path }
    return result
  }

  private var store: PartitionStore {
    PartitionStore(
      workspace: standing.folder, staging: staging, earlier: standing.tables)
  }

  private func rules(_ tonight: TonightsLogs) throws -> BucketRules {
    var sessions = configuration.sessions
    sessions.asOf = options.asOf
    let learning = OutcomeLearning(configuration: configuration, context: context)
    let isSameConfiguration = standing.state?.configuration == configuration.digest
    return BucketRules(
      register: tonight.linked.register,
      atIntake: tonight.linksChangeFrom == nil ? nil : tonight.atIntake,
      tokens: ConsentTokens(cipher: tokenCipher, register: tonight.linked.register),
      sources: standing.sources(configuration), sessions: sessions,
      outcomes: try configuration.purposes.names.map { try learning.outcomes(of: $0) },
      earlierAsOf: isSameConfiguration ? standing.state?.asOf : nil,
      makesSessions: options.untilStage >= .sessionize,
      keepsSessions: options.untilStage >= .train, maximumEvents: budget.events,
      writesAll: !isSameConfiguration || !hasSessions)
  }

  /// Whether the run before has made sessions, so that those that have not changed can stay.
  private var hasSessions: Bool {
    standing.tables.contains { $0.path.hasPrefix("tables/sessions/") }
  }

  /// What each bucket is made from.
  private func sources(_ tonight: TonightsLogs) -> [BucketSource] {
    var sources = (0..<TableLayout.bucketCount).map {
      BucketSource(bucket: $0, workspace: standing.folder, spill: spill)
    }
    for table in standing.tables {
      guard let partition = TableLayout.partition(of: table.path),
        sources.indices.contains(partition.bucket)
      else { continue }
      if partition.table == "tables/events" { sources[partition.bucket].atRest.append(table) }
      if partition.table == "held" { sources[partition.bucket].held.append(table) }
    }
    for records in tonight.ingested.records { take(records, .new, into: &sources) }
    for records in tonight.again { take(records, .again, into: &sources) }
    return sources
  }

  /// Parts a file's records among the buckets.
  private func take(
    _ records: FileRecords, _ origin: EventOrigin, into sources: inout [BucketSource]
  ) {
    var records = records
    let chunks = records.shards.takeAll()
    let text = records.pool.bytes
    let source = records.source
    for place in sources.indices {
      let own = chunks.filter { TableLayout.bucket(ofShard: $0.shard) == place }
      if !own.isEmpty { sources[place].take(own, over: text, origin, source) }
    }
    for chunk in records.spilled {
      sources[TableLayout.bucket(ofShard: chunk.shard)].take(chunk, origin, source)
    }
  }

  /// Writes the counts of dropped events, and the runs.
  func writeCounts(_ made: inout RunResults) throws {
    let rows = made.tally.exact.map { key, count in
      TallyTable.Row(
        controller: key.controller, day: key.day, purpose: key.purpose,
        reason: key.reason.rawValue, count: count)
    }
    made.tables.append(try TallyTable.write(rows, to: store))
    made.tables.append(try CellTable.write(made.cells.rows, to: store))
    made.tables.append(try RunTable.write(made.runs, to: store))
    made.tables.sort { $0.path < $1.path }
  }
}

extension BucketSource {
  mutating func take(
    _ chunks: [VisitorShards.Chunk], over text: [UInt8], _ origin: EventOrigin, _ source: UInt16
  ) {
    parts.append(BucketSource.Part(origin: origin, source: source, chunks: chunks, text: text))
    newCount += chunks.reduce(0) { $0 + $1.records.count } / BucketSource.recordBytes
  }

  mutating func take(_ chunk: SpilledChunk, _ origin: EventOrigin, _ source: UInt16) {
    spilled.append((origin, source, chunk))
    newCount += chunk.recordBytes / BucketSource.recordBytes
  }

  /// About how many bytes a packed record has, for guessing how many there are.
  private static let recordBytes = 53
}

extension BucketResult {
  /// Adds what came of another bucket, which comes after this one's.
  mutating func add(_ other: BucketResult) {
    tables += other.tables
    atRest.events += other.atRest.events
    atRest.stayed += other.atRest.stayed
    atRest.dropped.add(other.atRest.dropped)
    droppedNew.add(other.droppedNew)
    dropped.add(other.dropped)
    permitted += other.permitted
    kept.add(other.kept)
    for place in ownDropped.indices {
      ownDropped[place].add(other.ownDropped[place])
      sessions[place].add(other.sessions[place])
      journeys[place].append(other.journeys[place])
      for outcome in reached[place].indices {
        reached[place][outcome] += other.reached[place][outcome]
      }
    }
  }
}
