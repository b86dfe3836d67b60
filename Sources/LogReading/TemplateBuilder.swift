import Bytes

/// The parts of a format string as they are read, before neighbours are joined.
struct TemplateBuilder {
  enum Piece {
    case literal(UInt8)
    case field(LogTemplate.Step, position: Int)
  }

  var pieces: [Piece] = []
  var timeForm: LogTemplate.TimeForm?
  private var taken: Set<LogField> = []

  mutating func append(literal byte: UInt8) {
    pieces.append(.literal(byte))
  }

  /// Adds a field; one that came before stands, and the second is passed over.
  mutating func append(
    _ field: LogField, name: String, width: Int? = nil, isCookie: Bool = false, at position: Int
  ) {
    let isNew = field != .ignored && taken.insert(field).inserted
    let step = LogTemplate.Step(
      field: isNew ? field : .ignored, ending: width.map { .width($0) } ?? .literal,
      literal: .none, name: name, isCookie: isCookie)
    pieces.append(.field(step, position: position))
  }

  /// Adds a time that is one field; a second time is passed over.
  mutating func append(time form: LogTemplate.TimeForm, name: String, at position: Int) {
    let isFirst = timeForm == nil
    if isFirst { timeForm = form }
    append(isFirst ? .time : .ignored, name: name, at: position)
  }

  /// Adds a part of a time that is written in several fields.
  mutating func append(timePart part: LogField, width: Int?, at position: Int) {
    if timeForm == nil { timeForm = .parts }
    let isOwn = timeForm == .parts || part == .fraction
    append(isOwn ? part : .ignored, name: "time", width: width, at: position)
  }
}

extension LogTemplate {
  /// Joins the pieces: each field with the text after it.
  init(_ builder: TemplateBuilder) throws(LogFormatError) {
    var previous: UInt8 = 0
    for piece in builder.pieces {
      switch piece {
      case .literal(let byte):
        append(literal: byte)
        previous = byte
      case .field(let step, let position):
        if !steps.isEmpty, steps[steps.count - 1].literal.isEmpty {
          guard try join(step, at: position) else { continue }
        }
        append(step, isQuoted: previous == 0x22)
        previous = 0
      }
    }
    finishEndings()
    try setTimeForm(builder)
  }

  private mutating func append(literal byte: UInt8) {
    literals.append(byte)
    guard !steps.isEmpty else {
      leading.count += 1
      return
    }
    let last = steps.count - 1
    if steps[last].literal.isEmpty {
      steps[last].literal = ByteRange(literals.count - 1, literals.count)
    } else {
      steps[last].literal.count += 1
    }
  }

  private mutating func append(_ step: Step, isQuoted: Bool) {
    var step = step
    if isQuoted, step.ending == .literal { step.ending = .quoted }
    steps.append(step)
  }

  /// Decides where a field ends that another follows directly; false when they have become one.
  private mutating func join(_ next: Step, at position: Int) throws(LogFormatError) -> Bool {
    let last = steps.count - 1
    switch (steps[last].field, next.field) {
    case (.path, .query), (.path, .queryMark), (.target, .query), (.target, .queryMark):
      steps[last].field = .target
      return false
    case (.queryMark, .query):
      steps[last].field = .query
      return false
    case (.vhost, .target), (.vhost, .path):
      steps[last].ending = .slash
      return true
    default:
      guard case .width = steps[last].ending else { throw .adjacentFields(position: position) }
      return true
    }
  }

  private mutating func finishEndings() {
    for index in steps.indices {
      switch steps[index].ending {
      case .literal where steps[index].literal.isEmpty: steps[index].ending = .line
      case .quoted where steps[index].literal.isEmpty: steps[index].ending = .line
      case .quoted where literals[steps[index].literal.start] != 0x22:
        steps[index].ending = .literal
      default: continue
      }
    }
  }

  private mutating func setTimeForm(_ builder: TemplateBuilder) throws(LogFormatError) {
    guard let form = builder.timeForm else { throw .noTime }
    timeForm = form
    guard form == .parts else { return }
    let hasDate =
      (has(.year) || has(.shortYear)) && (has(.month) || has(.monthName)) && has(.day)
    guard hasDate, has(.hour), has(.minute) else { throw .noTime }
  }
}
