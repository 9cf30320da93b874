package import PipArchives
package import PipHashing
package import PipSystem

extension FileRange {
  private static let pieceSize = 1 << 20

  /// Reads all of it, piece by piece.
  ///
  /// - Returns: whether there was as much as there should be.
  func readPieces(_ receive: ([UInt8]) -> Bool) throws(SystemFailure) -> Bool {
    var position: Int64 = 0
    while position < length {
      let bytes = try read(at: position, count: Self.pieceSize)
      guard !bytes.isEmpty, receive(bytes) else { return false }
      position += Int64(bytes.count)
    }
    return true
  }

  /// Returns the digest of all of it; nil where it is shorter than it was.
  ///
  /// - Throws: `SystemFailure` where it cannot be read.
  package func digest(_ algorithm: HashAlgorithm) throws(SystemFailure) -> Digest? {
    var hash = HashStream(algorithm)
    let isWhole = try readPieces { bytes in
      hash.update(with: bytes)
      return true
    }
    return isWhole ? hash.finish() : nil
  }

  /// Tells whether it is a file of gzip that can be unpacked to its end.
  func isSoundGzip() throws(SystemFailure) -> Bool {
    guard var stream = InflateStream(.gzip) else { return true }
    let isWhole = try readPieces { bytes in
      // What stands behind the end is padding.
      stream.isAtEnd || stream.feed(bytes) { _ in } != nil
    }
    return isWhole && stream.isAtEnd
  }
}
