import Bytes
import Events
public import Parquet

/// Journeys at rest: one row an event, by visitor and then in canonical order.
///
/// The columns are those of an event as NDJSON, as far as they lie at rest, and besides
/// `timeDigits`, how many digits of a second's fraction the time was written with,
/// `timeNanoseconds`, what is left of the time below a microsecond, and `gate`, the call of the tracker
/// by which the event was judged: `track` or `record`. `attributes`, `traits`, `consent` and
/// `purposes` are JSON texts, `source` is the name of the pipeline's entry by which the event came, and `consentSubject` is a keyed token by which alone the consent of a customer who may
/// not be known can be looked up. The file's metadata names the form: `sojourn.schema` = `events/1`.
public enum EventTable {
  /// The table's columns.
  public static let schema = ParquetSchema(
    columns,
    metadata: [ParquetMetadata(key: "sojourn.schema", value: "events/1")])

  private static let columns: [ParquetColumn] =
    [
      ParquetColumn("time", .timestamp), ParquetColumn("timeDigits", .int32),
      ParquetColumn("timeNanoseconds", .int32, isNullable: true),
      ParquetColumn("status", .int32, isNullable: true), ParquetColumn("gate", .string),
      ParquetColumn("purposes", .json),
    ]
    + EventText.allCases.map { ParquetColumn($0.rawValue, $0.type, isNullable: $0.isNullable) }
    + [ParquetColumn("source", .string, isNullable: true)]

  /// The place of the first column that is an ``EventText``; the others follow in their order.
  static let firstText = 6
  /// The place of the column that names where events came from.
  static let source = firstText + EventText.allCases.count
}

/// The texts of an event at rest, by the names of their columns.
enum EventText: String, CaseIterable {
  case visitor, event, id, url, title, referrer, search, agent, customer, controller, bot
  case attributes, traits, consent, consentSubject

  var type: ParquetType {
    switch self {
    case .attributes, .traits, .consent: .json
    default: .string
    }
  }

  var isNullable: Bool { self != .visitor && self != .event }

  /// Whether events of many visitors have the same one.
  var isShared: Bool {
    switch self {
    case .event, .url, .referrer, .agent, .bot, .controller: true
    default: false
    }
  }

  /// Where the text stands for an event.
  @inline(__always)
  subscript(row: EventRow) -> ByteRange {
    switch self {
    case .visitor: row.visitor
    case .event: row.event
    case .id: row.id
    case .url: row.url
    case .title: row.title
    case .referrer: row.referrer
    case .search: row.search
    case .agent: row.agent
    case .customer: row.customer
    case .controller: row.controller
    case .bot: row.bot
    case .attributes: row.attributes
    case .traits: row.traits
    case .consent: row.consent
    case .consentSubject: row.consentSubject
    }
  }

  /// Sets where the text stands for an event.
  func set(_ range: ByteRange, in row: inout EventRow) {
    switch self {
    case .visitor: row.visitor = range
    case .event: row.event = range
    case .id: row.id = range
    case .url: row.url = range
    case .title: row.title = range
    case .referrer: row.referrer = range
    case .search: row.search = range
    case .agent: row.agent = range
    case .customer: row.customer = range
    case .controller: row.controller = range
    case .bot: row.bot = range
    case .attributes: row.attributes = range
    case .traits: row.traits = range
    case .consent: row.consent = range
    case .consentSubject: row.consentSubject = range
    }
  }
}
