import Synchronization

/// Counts how often somebody looked.
final class Looks: Sendable {
  private let count = Mutex(0)

  /// Returns which look this is, the first being 1.
  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
