import Bytes
import Compression
package import Workspace

/// One log file of a run, and what of it is to be read.
package struct SurveyedLog: Sendable {
  /// The file and the entry of the pipeline that names it.
  package var log: InputSelection.LogFile
  /// By what the file is known not to have changed; nil for a pipe or a file that is gone.
  package var identity: FileIdentity?
  /// The part that is passed over.
  package var known = KnownPart()
  /// The content that an earlier run has read, or an earlier file of this run holds.
  package var seen: SeenContent?
  /// The earlier file of this run whose content this one has or goes on with.
  package var repeats: String?
  /// Whether nothing of it is new.
  package var isSeen = false

  package init(log: InputSelection.LogFile, identity: FileIdentity?) {
    self.log = log
    self.identity = identity
  }

  /// About how many bytes of content have to pass for it to be read.
  var expectedBytes: Int {
    isSeen ? 0 : identity.map(ContentSize.estimate) ?? 0
  }

  /// The content that this one goes on with, and so stands for from now on.
  package var supersedes: SeenContent.Key? { isSeen ? nil : seen?.key }
}

/// Finds out what of a run's log files has been read before, under any name (rules of sessions, 9).
///
/// A file that lies there as it did is known by its identity. Of others the first few kilobytes
/// are read; only one whose head is that of a known content, or of another file of the run, is hashed
/// whole before it is read, so that a night's new files are inflated once.
package struct LogSurvey: Sendable {
  package let seen: [SeenContent]
  package let limits: InputLimits
  package let jobs: Int
  /// The entries of the pipeline whose logs hold lines about the lines after them.
  package let sourcesWithDirectives: Set<Int>

  package init(
    seen: [SeenContent], limits: InputLimits, jobs: Int, sourcesWithDirectives: Set<Int>
  ) {
    self.seen = seen
    self.limits = limits
    self.jobs = jobs
    self.sourcesWithDirectives = sourcesWithDirectives
  }

  /// A file's first bytes, or what is known of all of it.
  private struct Look: Sendable {
    var identity: FileIdentity?
    var head: [UInt8] = []
    var content: ContentHash?
  }

  /// Surveys files; those that can't be read are left to whoever reads them.
  package func survey(_ files: [InputSelection.LogFile]) async throws -> [SurveyedLog] {
    let byIdentity = Dictionary(
      seen.compactMap { content in content.file.map { ($0, content) } }
    ) { $1 }
    let looks = try await concurrently(count: files.count, width: jobs) { place in
      var look = Look(identity: FileIdentity(path: files[place].path))
      guard let identity = look.identity, byIdentity[identity] == nil else { return look }
      look.head = head(of: files[place].path)
      return look
    }
    // Of all empty files one stands in the record.
    let empty = seen.first { $0.end == 0 }
    var surveyed: [SurveyedLog] = []
    for (file, look) in zip(files, looks) {
      var log = SurveyedLog(log: file, identity: look.identity)
      if let content = look.identity.flatMap({ byIdentity[$0] ?? ($0.size == 0 ? empty : nil) }) {
        log.seen = content
        log.isSeen = true
      }
      surveyed.append(log)
    }
    try await settle(&surveyed, looks.map(\.head))
    return surveyed
  }

  /// Hashes the files whose heads are known and finds the longest content that each begins with.
  private func settle(_ logs: inout [SurveyedLog], _ heads: [[UInt8]]) async throws {
    let candidates = heads.map(candidates)
    let twins = twins(among: heads)
    let places = logs.indices.filter {
      !logs[$0].isSeen && (!candidates[$0].isEmpty || twins.contains($0))
    }
    guard !places.isEmpty else { return }
    let files = logs.map(\.log.path)
    let lengths = places.map { Set(candidates[$0].flatMap { [$0.bytes, $0.end] }) }
    let hashes = try await concurrently(count: places.count, width: jobs) {
      hash(files[places[$0]], lengths[$0])
    }
    for (place, hash) in zip(places, hashes) {
      guard let hash else { continue }
      // Of contents that differ in a last line without an end, the one whose line goes on.
      let match = candidates[place].filter { $0.bytes == 0 || hash.prefixes[$0.bytes] == $0.digest }
        .max { ($0.bytes, $0.matchedTail(hash)) < ($1.bytes, $1.matchedTail(hash)) }
      if let match { take(match, hash, &logs[place]) }
    }
    try await settleTwins(places.filter { twins.contains($0) && !logs[$0].isSeen }, heads, &logs)
  }

  /// Finds, among files of one run that begin alike, those that another goes on with.
  private func settleTwins(
    _ places: [Int], _ heads: [[UInt8]], _ logs: inout [SurveyedLog]
  ) async throws {
    guard places.count > 1 else { return }
    let files = logs.map(\.log.path)
    let first = try await concurrently(count: places.count, width: jobs) {
      hash(files[places[$0]], [])
    }
    let lengths = Set(first.compactMap { $0?.wholeBytes })
    let second = try await concurrently(count: places.count, width: jobs) {
      hash(files[places[$0]], lengths)
    }
    let order = places.indices.sorted {
      ((first[$0]?.bytes ?? 0), places[$0]) < ((first[$1]?.bytes ?? 0), places[$1])
    }
    for (rank, index) in order.enumerated() {
      guard let hash = second[index] else { continue }
      for other in order[..<rank].reversed() {
        guard let known = first[other], known.wholeBytes >= logs[places[index]].known.bytes
        else { continue }
        let content = SeenContent(known, of: logs[places[other]].identity)
        let isBeginning =
          content.bytes > 0
          ? hash.prefixes[content.bytes] == content.digest
          : isTail(content.tail, headOf: heads[places[index]])
        guard isBeginning else { continue }
        logs[places[index]].repeats = files[places[other]]
        take(content, hash, &logs[places[index]])
        break
      }
    }
  }

  private func take(_ content: SeenContent, _ hash: ContentHash, _ log: inout SurveyedLog) {
    log.seen = content
    let hasTail = content.tail.map { hash.bytes == content.bytes + $0.bytes } ?? false
    let tailIsSame = hasTail && ContentDigest.of(hash.tail) == content.tail?.digest
    log.isSeen = hash.bytes == content.bytes || tailIsSame
    log.known = KnownPart(
      bytes: content.bytes, lines: content.lines, tail: content.tail,
      keepsDirectives: sourcesWithDirectives.contains(log.log.source))
  }

  /// The known contents that may be the beginning of a file, by its head.
  private func candidates(_ head: [UInt8]) -> [SeenContent] {
    guard !head.isEmpty else { return [] }
    var digests: [Int: String] = [:]
    return seen.filter { content in
      guard content.bytes > 0 else { return isTail(content.tail, headOf: head) }
      guard content.headBytes <= head.count else { return false }
      let length = content.headBytes
      let digest = digests[length] ?? ContentDigest.of(Array(head[..<length]))
      digests[length] = digest
      return digest == content.headDigest
    }
  }

  /// Whether a head's first line is the only line of a content, which had no end then.
  private func isTail(_ tail: SeenContent.Tail?, headOf head: [UInt8]) -> Bool {
    guard let tail, tail.bytes <= head.count else { return false }
    let end = head[tail.bytes...].prefix(2)
    return (end.isEmpty || end.first == 0x0A || end == [0x0D] || end == [0x0D, 0x0A])
      && ContentDigest.of(Array(head[..<tail.bytes])) == tail.digest
  }

  /// The places of files that begin as another one does, as far as both go.
  private func twins(among heads: [[UInt8]]) -> Set<Int> {
    var twins: Set<Int> = []
    let places = heads.indices.filter { !heads[$0].isEmpty }
      .sorted { heads[$0].lexicographicallyPrecedes(heads[$1]) }
    // In order of bytes those that begin with a head come right after it.
    var begun: [Int] = []
    for place in places {
      while let last = begun.last, !heads[place].starts(with: heads[last]) {
        begun.removeLast()
      }
      if let last = begun.last { twins.formUnion([last, place]) }
      begun.append(place)
    }
    return twins
  }

  private struct Enough: Error {}

  private func head(of path: String) -> [UInt8] {
    var head: [UInt8] = []
    let file = InputFile(path: path, limits: ReadLimits(blockBytes: ContentHash.headLimit))
    // Whoever reads the file tells what is wrong with it.
    _ = try? file.forEachBlock { block in
      head.append(block.extracting(0..<min(block.count, ContentHash.headLimit - head.count)))
      if head.count == ContentHash.headLimit { throw Enough() }
    }
    return head
  }

  /// The hash of a whole content; nil where it can't be read to its end.
  private func hash(_ path: String, _ lengths: Set<Int>) -> ContentHash? {
    var hash = ContentHash(prefixLengths: lengths)
    var limits = ReadLimits()
    limits.maximumRatio = self.limits.maximumRatio
    do {
      _ = try InputFile(path: path, limits: limits).forEachBlock { block in
        hash.update(block)
        hash.lines += block.lineEnds
        // Such a line is refused when the file is read; here it would be held as a whole.
        guard hash.tail.count <= self.limits.maximumLineBytes else { throw Enough() }
      }
    } catch {
      return nil
    }
    return hash
  }
}

extension Span<UInt8> {
  /// How many line feeds there are.
  fileprivate var lineEnds: Int {
    var count = 0
    var start = 0
    while let end = firstIndex(of: 0x0A, from: start) {
      count += 1
      start = end + 1
    }
    return count
  }
}

extension SeenContent {
  /// How many bytes of the content were read, with those of a last line without an end.
  var end: Int { bytes + (tail?.bytes ?? 0) }

  /// How many bytes of its last line without an end another content has too.
  fileprivate func matchedTail(_ hash: ContentHash) -> Int {
    guard let tail, hash.prefixes[end] == tail.content else { return 0 }
    return tail.bytes
  }
}
