internal import Synchronization

/// How far several workers have come together.
package final class ScanProgress: Sendable {
  /// Is told how many things are done, and which part of the whole: from 0 to 1.
  package typealias Listener = @Sendable (_ count: Int, _ fraction: Double) -> Void

  private let parts: Int
  private let tell: Listener
  private let state = Mutex((count: 0, parts: 0))

  /// Begins with nothing done.
  package init(parts: Int, _ tell: @escaping Listener) {
    self.parts = parts
    self.tell = tell
  }

  /// Counts things that are done.
  package func add(_ count: Int) {
    report { $0.count += count }
  }

  /// Counts a part that is done.
  package func finishPart() {
    report { $0.parts += 1 }
  }

  private func report(_ change: (inout (count: Int, parts: Int)) -> Void) {
    let now = state.withLock { state in
      change(&state)
      return state
    }
    tell(now.count, Double(now.parts) / Double(max(parts, 1)))
  }
}
