import Bytes
import Events
import Journeys
import Workspace

/// The records that lie in a workspace's tables, as a training at some P reads them: from them the
/// leaves of a model's basis can be made again, as far as erasure and retention have left them.
struct RestingRecords {
  let configuration: PipelineConfiguration
  let workspace: String
  /// The files of the table of events.
  let tables: [TableFile]
  let hasher: RecordHasher

  /// The records of the sessions that a training for a purpose reads.
  ///
  /// - Parameter asOf: P: it says which sessions are closed.
  /// - Throws: ``WorkspaceError`` where a table can't be read, ``StageFailure`` where it does not fit.
  func leaves(of purpose: String, asOf: Timestamp) throws -> RecordLeaves {
    var rules = configuration.sessions
    rules.asOf = asOf
    let sessionizer = Sessionizer(rules: rules)
    var leaves = RecordLeaves()
    for bucket in 0..<TableLayout.bucketCount {
      let (table, _) = sessionizer.sessions(ofOrdered: try events(of: purpose, in: bucket))
      leaves.add(RecordLeaves(table, 0..<table.sessions.count, hasher))
    }
    return leaves
  }

  /// The events of one bucket that a purpose may use, by visitor and in canonical order.
  private func events(of purpose: String, in bucket: Int) throws -> EventBatch {
    var batch = EventBatch(purposes: configuration.purposes)
    let first = bucket * TableLayout.shardsPerBucket
    for file in tables {
      guard let partition = TableLayout.partition(of: file.path),
        partition.table == "tables/events", partition.bucket == bucket
      else { continue }
      try EventTable.read(
        "\(workspace)/\(file.path)", shards: first..<(first + TableLayout.shardsPerBucket),
        into: &batch)
      try TextLimit.check(bytes: batch.text.count)
    }
    guard let place = batch.purposes.names.firstIndex(of: purpose) else {
      return EventBatch(purposes: batch.purposes)
    }
    batch.rows.removeAll { !$0.purposes.contains(index: place) }
    batch.sortByVisitor()
    return batch
  }
}
