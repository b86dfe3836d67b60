import Bytes
import Logging
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Whether and how work under way is shown.
public enum ProgressStyle: Sendable {
  /// Not at all.
  case silent
  /// As a bar on a terminal, drawn anew in place.
  case bar
  /// As a log line now and then.
  case lines
}

/// The terminal, where there is one.
public enum Terminal {
  /// Whether standard error is a terminal.
  public static var isStandardError: Bool { isatty(STDERR_FILENO) == 1 }
}

/// Tells how far long work has come, from any thread.
final class ProgressMeter: Sendable {
  private struct State {
    var stage = ""
    var total = 0
    var done = 0
    var start = Clock.seconds()
    var shown = Clock.seconds()
    var isDrawn = false
  }

  private let style: ProgressStyle
  private let log: Logger
  private let state = Mutex(State())

  init(_ style: ProgressStyle, log: Logger) {
    self.style = style
    self.log = log
  }

  /// Begins a stage that will take so many bytes; 0 where that is not known.
  func begin(_ stage: String, bytes: Int) {
    state.withLock { state in
      clear(&state)
      state = State()
      state.stage = stage
      state.total = bytes
    }
  }

  /// Counts bytes of content that have been worked on.
  func add(bytes: Int) {
    guard style != .silent else { return }
    state.withLock { state in
      state.done += bytes
      let now = Clock.seconds()
      guard now - state.shown >= interval else { return }
      state.shown = now
      show(&state, now)
    }
  }

  /// Shows a text in place of the last one, unless that has not stood for long.
  ///
  /// - Parameter text: is asked for where it is shown.
  func tell(_ text: () -> String) {
    guard style != .silent else { return }
    state.withLock { state in
      let now = Clock.seconds()
      guard now - state.shown >= interval else { return }
      state.shown = now
      if style == .bar {
        write("\r\u{1B}[K\(text())")
        state.isDrawn = true
      } else {
        log.info("\(text())")
      }
    }
  }

  /// How long a text stands at the least, in seconds.
  private var interval: Double { style == .bar ? 0.2 : 30 }

  /// Ends the last stage.
  func end() {
    state.withLock { clear(&$0) }
  }

  private func show(_ state: inout State, _ now: Double) {
    let text = ProgressText(
      stage: state.stage, done: state.done, total: state.total, seconds: now - state.start)
    switch style {
    case .silent: break
    case .bar:
      write("\r\u{1B}[K\(text.bar)")
      state.isDrawn = true
    case .lines: log.info("\(text.line)")
    }
  }

  private func clear(_ state: inout State) {
    guard state.isDrawn else { return }
    write("\r\u{1B}[K")
    state.isDrawn = false
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
