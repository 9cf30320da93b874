internal import PipPluginKit
internal import Synchronization

/// Shows on a terminal how far a command has come, in one line that is written over.
///
/// For the first second nothing is shown, later ten times a second at the most.
final class ProgressDisplay: Sendable {
  private struct State {
    var shownAt: ContinuousClock.Instant?
    var isFinished = false
  }

  /// What takes no longer is not worth a line.
  private static let quiet = Duration.seconds(1)
  private static let interval = Duration.milliseconds(100)
  private static let width = 79

  private let start: ContinuousClock.Instant
  private let console: Console
  private let state = Mutex(State())

  init(_ console: Console, start: ContinuousClock.Instant = .now) {
    self.console = console
    self.start = start
  }

  /// What commands tell how far they have come.
  var listener: @Sendable (Progress) -> Void {
    { progress in self.show(progress) }
  }

  /// Shows a state, if it is time to show one.
  func show(_ progress: Progress, now: ContinuousClock.Instant = .now) {
    guard now - start >= Self.quiet else { return }
    state.withLock { state in
      guard !state.isFinished, state.shownAt.map({ now - $0 >= Self.interval }) ?? true else {
        return
      }
      state.shownAt = now
      let line = String(
        ProgressLine(state: progress, elapsed: now - start).text(width: Self.width)
          // Plugins say what they like, and nothing of it moves the cursor.
          .map { $0.unicodeScalars.contains(where: \.isMoreThanSeen) ? "?" : $0 }
      )
      write("\r\(line)\u{1B}[K")
    }
  }

  /// Takes the line away, before anything else is shown.
  func finish() {
    state.withLock { state in
      if state.shownAt != nil, !state.isFinished { write("\r\u{1B}[K") }
      state.isFinished = true
    }
  }

  /// If it cannot be shown, nothing is lost.
  private func write(_ text: String) {
    try? console.write(Array(text.utf8), to: .talk)
  }
}
