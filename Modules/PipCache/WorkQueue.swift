internal import Synchronization

/// Work handed out piece by piece to whoever asks next.
package final class WorkQueue<Piece: Sendable>: Sendable {
  private let pieces: [Piece]
  private let position = Mutex(0)

  /// Creates a queue of some pieces.
  package init(_ pieces: [Piece]) {
    self.pieces = pieces
  }

  /// Returns a piece that nobody has yet, nil where none is left.
  private func next() -> Piece? {
    let index = position.withLock { position in
      defer { position += 1 }
      return position
    }
    return index < pieces.count ? pieces[index] : nil
  }

  /// Adds up what some workers make of the pieces at the same time.
  ///
  /// - Parameters:
  ///   - workers: how many there are at the most.
  ///   - empty: what nothing adds up to; each worker begins with it.
  ///   - tell: is told how many pieces are done.
  ///   - work: adds what comes of a piece to a sum.
  ///   - combine: is given the sum of each worker.
  package func sum<Sum: Sendable>(
    workers: Int,
    from empty: Sum,
    tell: ScanProgress.Listener? = nil,
    _ work: @escaping @Sendable (inout Sum, Piece) -> Void,
    combine: (Sum) -> Void
  ) async {
    let progress = tell.map { ScanProgress(parts: pieces.count, $0) }
    await withTaskGroup(of: Sum.self) { group in
      for _ in 0..<min(workers, pieces.count) {
        group.addTask {
          var sum = empty
          while let piece = self.next() {
            work(&sum, piece)
            progress?.add(1)
            progress?.finishPart()
          }
          return sum
        }
      }
      for await sum in group { combine(sum) }
    }
  }
}
