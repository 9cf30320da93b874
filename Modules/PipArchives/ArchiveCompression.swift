/// How an archive is compressed, as one layer around it.
package enum ArchiveCompression: Sendable, Hashable {
  /// Zstandard (RFC 8878).
  ///
  /// The level is from 1 to 19: beyond it a reader would need more memory than is given to one. There is
  /// always a worker, for without one the bytes are others.
  case zstd(level: Int, workers: Int)
  /// gzip (RFC 1952), without a time in it; the level is from 1 to 9.
  case gzip(level: Int)
  /// Not at all.
  case none

  /// The levels that zstd may have.
  package static let zstdLevels = 1...19
  /// The levels that gzip may have.
  package static let gzipLevels = 1...9
}
