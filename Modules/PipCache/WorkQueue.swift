internal import Synchronization

/// Work handed out piece by piece to whoever asks next.
final class WorkQueue<Piece: Sendable>: Sendable {
  private let pieces: [Piece]
  private let position = Mutex(0)

  /// Creates a queue of some pieces.
  init(_ pieces: [Piece]) {
    self.pieces = pieces
  }

  /// Returns a piece that nobody has yet, nil where none is left.
  func next() -> Piece? {
    let index = position.withLock { position in
      defer { position += 1 }
      return position
    }
    return index < pieces.count ? pieces[index] : nil
  }
}
