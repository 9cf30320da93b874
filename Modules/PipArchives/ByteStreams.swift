package import PipSystem

/// Takes the bytes of an archive as they are made: a file, a pipe.
package protocol ByteSink: AnyObject {
  /// Writes all bytes behind those before.
  func write(_ bytes: RawSpan) throws(SystemFailure)
}

/// Gives the bytes of an archive in their order: a file, a pipe.
package protocol ByteSource: AnyObject {
  /// Fills a buffer with what comes next, and returns how much that is: 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemFailure) -> Int
}
