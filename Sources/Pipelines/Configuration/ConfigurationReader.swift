import Bytes
import Consent
import Events
import Journeys
import LogReading
import Workspace

extension PipelineConfiguration {
  /// Reads a pipeline file's text.
  ///
  /// - Parameters:
  ///   - text: YAML.
  ///   - file: the file's path, for messages and as the place that relative paths start from.
  /// - Throws: ``ConfigurationError`` for an unknown key, a missing one, or a wrong value.
  public init(text: String, file: String) throws(ConfigurationError) {
    var root = try ConfigurationSection(file: file, text: text)
    let folder = PipelinePath(file: file)
    self.file = file
    digest = ContentDigest.of(Array(text.utf8))
    controller = try root.required("controller")
    purposes = PurposeList(try root.strings("purposes") ?? PurposeList.standard.names)
    workspace = folder.resolve(try root.required("workspace"))
    pseudonymKey = folder.resolve(try root.required("pseudonymKey"))
    logs = try LogSource.read(&root, folder)
    ledger = try root.string("ledger").map(folder.resolve)
    statements = try (root.strings("statements") ?? []).map(folder.resolve)
    consent = try ConsentPolicy.read(&root, purposes)
    (sessions, acceptLate) = try SessionRules.read(&root)
    site = try SiteSettings.read(&root)
    sessions.siteZone = SiteZone(named: site.timeZone) ?? .utc
    outcomes = try OutcomeDefinition.read(&root, purposes)
    training = try LearningSettings.read(&root)
    (limits, rejectLimits) = try InputLimits.read(&root)
    try root.finish()
    try checkLogStatements()
  }
}

/// Paths of a pipeline file, which are relative to the folder it lies in.
struct PipelinePath {
  let folder: String

  init(file: String) {
    folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
  }

  func resolve(_ path: String) -> String {
    path.hasPrefix("/") ? path : PipelinePath.withoutParents(folder + path)
  }

  /// A path without `folder/..`, so that messages read well; a folder that is a link stays, since its
  /// parent is another place.
  private static func withoutParents(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      let above = parts.joined(separator: "/")
      if part == "..", let last = parts.last, !last.isEmpty, last != "..", last != ".",
        !Folder.isLink(above)
      {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}

extension LogSource {
  /// What an ingest of the entry's files is told.
  var ingestSettings: IngestSettings {
    var settings = IngestSettings(format: format)
    settings.visitor = visitor
    settings.fields = fields
    settings.keepAll = keepAll
    return settings
  }

  static func read(
    _ root: inout ConfigurationSection, _ folder: PipelinePath
  ) throws(ConfigurationError) -> [LogSource] {
    var sources: [LogSource] = []
    for (place, section) in try root.sections("logs").enumerated() {
      var section = section
      let format = try section.required("format")
      let visitor = try section.string("visitor")
      let source = LogSource(
        name: try name(&section, format, place, besides: sources),
        path: folder.resolve(try section.required("path")), format: format, visitor: visitor,
        fields: try section.string("fields"), keepAll: try section.bool("keepAll") ?? false,
        statements: try LogStatements.read(&section),
        line: section.line)
      do {
        _ = try visitor.map { try VisitorSource($0) }
      } catch {
        throw section.fault("visitor", "\(error)")
      }
      do {
        _ = try source.ingestSettings.readerSettings()
      } catch {
        throw section.fault("format", "\(error)")
      }
      try section.finish()
      sources.append(source)
    }
    guard !sources.isEmpty else {
      throw root.fault("logs", "at least one entry with path and format is needed")
    }
    return sources
  }

  /// The name of an entry; without one of its own, its format and its place among all, from 1.
  private static func name(
    _ section: inout ConfigurationSection, _ format: String, _ place: Int,
    besides others: [LogSource]
  ) throws(ConfigurationError) -> String {
    let given = try section.string("name")
    let kind = LogFormat.names.contains(format) ? format : "access"
    let name = given ?? "\(kind)-\(place + 1)"
    guard (1...64).contains(name.utf8.count),
      name.utf8.allSatisfy({
        switch $0 {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
        default: false
        }
      })
    else {
      throw section.fault("name", "1 to 64 letters, digits, `-` or `_` were expected")
    }
    guard !others.contains(where: { $0.name == name }) else {
      let hint = given == nil ? "; give this entry a name of its own" : ""
      throw section.fault("name", "another entry is named `\(name)`\(hint)")
    }
    return name
  }
}

extension SiteSettings {
  static func read(
    _ root: inout ConfigurationSection
  ) throws(ConfigurationError) -> SiteSettings {
    var site = SiteSettings()
    guard var section = try root.section("site") else { return site }
    site.timeZone = try section.string("timeZone") ?? site.timeZone
    site.keepQuery = try section.strings("keepQuery") ?? site.keepQuery
    site.assets = try section.strings("assets")
    guard SiteZone(named: site.timeZone) != nil else {
      throw section.fault("timeZone", "a zone such as Europe/Dublin was expected")
    }
    try section.finish()
    return site
  }
}

extension LearningSettings {
  static func read(
    _ root: inout ConfigurationSection
  ) throws(ConfigurationError) -> LearningSettings {
    var training = LearningSettings()
    guard var section = try root.section("training") else { return training }
    training.bits = try section.integer("bits", in: 8...24) ?? training.bits
    training.l2 = try section.number("l2", in: 1e-6...1e9) ?? training.l2
    training.minimumSessions =
      try section.integer("minimumSessions", in: 1...1_000_000_000) ?? training.minimumSessions
    if let days = try section.integerOrNone("maximumGapDays", in: 1...3650) {
      training.maximumGapDays = days
    }
    training.keepNotAchieved =
      try section.number("keepNotAchieved", in: 1e-4...1) ?? training.keepNotAchieved
    training.learningCurve = try section.bool("learningCurve") ?? training.learningCurve
    training.maximumEce = try section.number("maximumEce", in: 0...1) ?? training.maximumEce
    training.minimumSupport =
      try section.integer("minimumSupport", in: 1...1_000_000_000) ?? training.minimumSupport
    training.crosses = try FeatureCrosses.read(&section)
    training.expiresAfterDays =
      try section.integer("expiresAfterDays", in: 1...3650) ?? training.expiresAfterDays
    try section.finish()
    return training
  }
}

extension InputLimits {
  static func read(
    _ root: inout ConfigurationSection
  ) throws(ConfigurationError) -> (InputLimits, RejectLimits) {
    var limits = InputLimits()
    var rejects = RejectLimits()
    guard var section = try root.section("limits") else { return (limits, rejects) }
    limits.maximumLineBytes =
      try section.integer("maximumLineBytes", in: 1024...(1 << 30)) ?? limits.maximumLineBytes
    if let ratio = try section.integerOrNone("maximumRatio", in: 2...1_000_000) {
      limits.maximumRatio = ratio
    }
    limits.onCorrupt = try section.choice("onCorrupt", CorruptionPolicy.self) ?? limits.onCorrupt
    rejects.count = try section.integer("rejectCount", in: 0...Int.max) ?? rejects.count
    rejects.share = try section.number("rejectShare", in: 0...1) ?? rejects.share
    try section.finish()
    return (limits, rejects)
  }
}
