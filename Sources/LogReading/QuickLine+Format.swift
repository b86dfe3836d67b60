import Bytes

extension QuickLine {
  /// The ordinary lines of a format string; ``none`` where the format has fields of other kinds.
  ///
  /// A path, query or method logged by itself, a time in another form or in parts, and fields without
  /// text between them are left to ``LogTemplate``.
  init(_ template: LogTemplate, visitorStep: Int) {
    var steps: [Step] = []
    var literals = template.literals
    literals.append(contentsOf: [0, 0, 0, 0, 0, 0, 0, 0])
    for (index, step) in template.steps.enumerated() {
      guard let slot = Slot(step.field), step.literal.count <= 8 else {
        self = .none
        return
      }
      var literal: UInt64 = 0
      for byte in literals[step.literal.indices].reversed() {
        literal = literal << 8 | UInt64(byte)
      }
      let quick = Step(
        slot: slot, isQuoted: step.ending == .quoted, isVisitor: index == visitorStep,
        literal: literal, literalCount: Int(step.literal.count))
      guard quick.isUsable(as: step.ending) else {
        self = .none
        return
      }
      steps.append(quick)
    }
    let slots = steps.map(\.slot)
    let isWhole = slots.contains(.request) && slots.contains(.status) && slots.contains(.time)
    guard isWhole, template.leading.isEmpty, template.timeForm == .commonLog else {
      self = .none
      return
    }
    self.init(steps: steps, ending: .nothing)
  }

  /// The ordinary lines of the common and combined formats, which have no virtual host and no space in
  /// a user's name; ``none`` where the visitor is a field that they leave out.
  init(isCombined: Bool, visitor: LogField) {
    let words: [(Slot, LogField, String)] = [
      (.host, .host, " "), (.ignored, .logname, " "), (.user, .user, " ["), (.time, .time, "] \""),
      (.request, .request, "\" "), (.status, .status, " "),
    ]
    let rest: [(Slot, LogField, String)] =
      isCombined
      ? [
        (.bytes, .bytes, " \""), (.referrer, .referrer, "\" \""), (.agent, .agent, "\""),
      ] : [(.bytes, .bytes, "")]
    let all = words + rest
    guard visitor == .ignored || all.contains(where: { $0.1 == visitor }) else {
      self = .none
      return
    }
    let steps = all.map { slot, field, text in
      Step(
        slot: slot, isQuoted: text.first == "\"", isVisitor: field == visitor,
        literal: text.utf8.reversed().reduce(0) { $0 << 8 | UInt64($1) },
        literalCount: text.utf8.count)
    }
    self.init(steps: steps, ending: isCombined ? .cookie : .anything)
  }
}

extension QuickLine.Step {
  /// Whether the field ends where the byte after it first stands, and that byte is no part of it.
  fileprivate func isUsable(as ending: LogTemplate.Ending) -> Bool {
    let first = UInt8(truncatingIfNeeded: literal)
    switch ending {
    case .width, .slash: return false
    case .line: return literalCount == 0
    case .literal, .quoted:
      switch slot {
      case .time: return first == 0x5D || first == 0x22
      case .status, .bytes: return first == 0x20 || first == 0x09 || first == 0x22
      default: return literalCount > 0
      }
    }
  }
}

extension QuickLine.Slot {
  /// The slot of a field; nil for fields that ordinary lines don't have.
  fileprivate init?(_ field: LogField) {
    switch field {
    case .ignored, .logname, .vhost: self = .ignored
    case .host: self = .host
    case .user: self = .user
    case .request: self = .request
    case .referrer: self = .referrer
    case .agent: self = .agent
    case .cookie: self = .cookie
    case .status: self = .status
    case .bytes: self = .bytes
    case .time: self = .time
    default: return nil
    }
  }
}
