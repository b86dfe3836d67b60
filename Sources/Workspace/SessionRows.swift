import Bytes
import Events
public import Journeys
public import Parquet

/// A purpose's sessions, without their events: one row a session, by visitor and then by start.
///
/// The columns are those of a session as NDJSON, the parts of the campaign one by one; `logins` and
/// `outcomes` are JSON texts. The file's metadata names the form: `sojourn.schema` = `sessions/1`.
public enum SessionRows {
  fileprivate enum Column: Int {
    case session, visitor, start, end, events, pageviews, duration, open, entry, exit
    case referrerMedium, campaignSource, campaignMedium, campaignName, campaignTerm, campaignContent
    case device, bot, cut, logins, outcomes
  }

  /// The table's columns.
  public static let schema = ParquetSchema(
    [
      ParquetColumn("session", .string), ParquetColumn("visitor", .string),
      ParquetColumn("start", .timestamp), ParquetColumn("end", .timestamp),
      ParquetColumn("events", .int32), ParquetColumn("pageviews", .int32),
      ParquetColumn("duration", .double), ParquetColumn("open", .boolean),
      ParquetColumn("entry", .string, isNullable: true),
      ParquetColumn("exit", .string, isNullable: true), ParquetColumn("referrerMedium", .string),
      ParquetColumn("campaignSource", .string, isNullable: true),
      ParquetColumn("campaignMedium", .string, isNullable: true),
      ParquetColumn("campaignName", .string, isNullable: true),
      ParquetColumn("campaignTerm", .string, isNullable: true),
      ParquetColumn("campaignContent", .string, isNullable: true),
      ParquetColumn("device", .string, isNullable: true),
      ParquetColumn("bot", .string, isNullable: true),
      ParquetColumn("cut", .string, isNullable: true),
      ParquetColumn("logins", .json, isNullable: true), ParquetColumn("outcomes", .json),
    ], metadata: [ParquetMetadata(key: "sojourn.schema", value: "sessions/1")])

  /// Appends one session.
  ///
  /// - Parameter text: tells the table's text from all others, so that addresses that many sessions
  ///   share are looked at once.
  /// - Throws: ``WorkspaceError`` where a full row group can't be written.
  public static func append(
    _ session: Session, of table: borrowing SessionTable, text: UInt64, _ outcomes: OutcomeSet,
    to file: PartitionFile
  ) throws(WorkspaceError) {
    file.codes.begin(text)
    file.facts.begin(text)
    let facts = table.facts(of: session, &file.facts)
    appendNumbers(session, facts, to: &file.rows)
    appendTexts(session, facts, table, to: &file.rows, &file.codes)
    appendLists(session, facts, table, outcomes, to: &file.rows)
    file.rows.endRow()
    try file.flush()
  }

  private static func appendNumbers(
    _ session: Session, _ facts: SessionFacts, to rows: inout ParquetWriter
  ) {
    rows.append(Column.start.rawValue, int64: facts.start.start.microseconds)
    rows.append(Column.end.rawValue, int64: facts.end.start.microseconds)
    rows.append(Column.events.rawValue, int32: Int32(clamping: session.rows.count))
    rows.append(Column.pageviews.rawValue, int32: Int32(clamping: facts.pageviews))
    rows.append(Column.duration.rawValue, double: Double(facts.durationNanoseconds) / 1e9)
    rows.append(Column.open.rawValue, boolean: session.isOpen)
  }

  private static func appendTexts(
    _ session: Session, _ facts: SessionFacts, _ table: borrowing SessionTable,
    to rows: inout ParquetWriter, _ codes: inout TextCodes
  ) {
    let text = table.events.text.span
    rows.append(Column.session.rawValue, sessionID: session.id)
    let visitor = table.events.rows[session.rows.lowerBound].visitor
    rows.append(Column.visitor.rawValue, string: text.extracting(visitor.indices))
    rows.append(.entry, shared: facts.entry, text, &codes)
    rows.append(.exit, shared: facts.exit, text, &codes)
    rows.append(Column.referrerMedium.rawValue, literal: facts.referrerMedium.literal)
    appendCampaign(facts, text, to: &rows)
    if let device = facts.device {
      rows.append(Column.device.rawValue, literal: device.literal)
    } else {
      rows.appendNull(Column.device.rawValue)
    }
    rows.append(.bot, session.bot, text)
    if let cut = session.cut {
      rows.append(Column.cut.rawValue, string: Array(cut.rawValue.utf8).span)
    } else {
      rows.appendNull(Column.cut.rawValue)
    }
  }

  private static func appendCampaign(
    _ facts: SessionFacts, _ text: Span<UInt8>, to rows: inout ParquetWriter
  ) {
    guard !facts.campaignURL.isEmpty else {
      for column in Column.campaignSource.rawValue...Column.campaignContent.rawValue {
        rows.appendNull(column)
      }
      return
    }
    let url = text.extracting(facts.campaignURL.indices)
    let campaign = Campaign(url: url)
    let parts: [(Column, ByteRange)] = [
      (.campaignSource, campaign.source), (.campaignMedium, campaign.medium),
      (.campaignName, campaign.name), (.campaignTerm, campaign.term),
      (.campaignContent, campaign.content),
    ]
    for (column, range) in parts {
      guard !range.isEmpty else {
        rows.appendNull(column.rawValue)
        continue
      }
      var value: [UInt8] = []
      value.append(queryText: url.extracting(range.indices))
      rows.append(column.rawValue, string: value.span)
    }
  }

  private static func appendLists(
    _ session: Session, _ facts: SessionFacts, _ table: borrowing SessionTable,
    _ outcomes: OutcomeSet, to rows: inout ParquetWriter
  ) {
    if facts.logins.isEmpty {
      rows.appendNull(Column.logins.rawValue)
    } else {
      var logins: [UInt8] = []
      logins.append(logins: facts.logins, table.events.text.span)
      rows.append(Column.logins.rawValue, string: logins.span)
    }
    guard !session.achievements.isEmpty else {
      return rows.append(Column.outcomes.rawValue, literal: "[]")
    }
    var reached: [UInt8] = []
    reached.append(outcomesOf: session, table, outcomes)
    rows.append(Column.outcomes.rawValue, string: reached.span)
  }
}

extension ParquetWriter {
  /// Appends a text, or a null where there is none.
  fileprivate mutating func append(
    _ column: SessionRows.Column, _ range: ByteRange, _ text: Span<UInt8>
  ) {
    if range.isEmpty {
      appendNull(column.rawValue)
    } else {
      append(column.rawValue, string: text.extracting(range.indices))
    }
  }

  /// Appends a text that many rows share, or a null where there is none.
  fileprivate mutating func append(
    _ column: SessionRows.Column, shared range: ByteRange, _ text: Span<UInt8>,
    _ codes: inout TextCodes
  ) {
    guard !range.isEmpty, let code = codes.code(of: range, in: text, column.rawValue, &self)
    else { return append(column, range, text) }
    append(code)
  }

  /// Appends a session's id.
  mutating func append(_ column: Int, sessionID id: SessionID) {
    var text: [UInt8] = []
    text.reserveCapacity(32)
    text.append(sessionID: id)
    append(column, string: text.span)
  }

  /// Appends a literal.
  mutating func append(_ column: Int, literal: StaticString) {
    let text = unsafe UnsafeBufferPointer(
      start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    append(column, string: unsafe Span(_unsafeElements: text))
  }
}
