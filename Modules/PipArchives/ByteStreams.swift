package import PipSystem
internal import SystemPackage

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

/// An archive that goes to standard output.
package final class StandardOutput: ByteSink {
  /// Creates the sink.
  package init() {}

  /// Writes all bytes behind those before.
  package func write(_ bytes: RawSpan) throws(SystemFailure) {
    try StandardStreams.write(bytes, to: .standardOutput)
  }
}

/// An archive that comes from standard input.
package final class StandardInput: ByteSource {
  /// Creates the source.
  package init() {}

  /// Fills a buffer with what comes next, and returns how much that is: 0 at the end.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemFailure) -> Int {
    unsafe try StandardStreams.read(into: buffer)
  }
}

/// An archive in a file, read once from where it stands; a pipe will do.
package final class FileSource: ByteSource {
  private let file: OwnedDescriptor

  /// Creates the source of an open file.
  package init(_ file: consuming OwnedDescriptor) {
    self.file = file
  }

  /// Fills a buffer with what comes next, and returns how much that is: 0 at the end.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(SystemFailure) -> Int {
    unsafe try file.read(into: buffer)
  }
}
