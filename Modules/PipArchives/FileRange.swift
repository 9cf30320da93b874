package import PipSystem

/// A part of an open file that is read as if it were a file of its own.
package struct FileRange: ~Copyable {
  private let file: OwnedDescriptor
  private let offset: Int64

  /// Bytes in the part.
  package let length: Int64

  private let note: ReadNote?

  /// Takes a part of a file.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - offset: where the part begins.
  ///   - length: bytes in it.
  ///   - note: is told what could not be read.
  package init(
    _ file: consuming OwnedDescriptor,
    offset: Int64,
    length: Int64,
    noting note: ReadNote? = nil
  ) {
    self.note = note
    self.file = file
    self.offset = offset
    self.length = length
  }

  /// Takes a whole file, as long as it is now.
  package init(
    _ file: consuming OwnedDescriptor,
    noting note: ReadNote? = nil
  ) throws(SystemFailure) {
    self.note = note
    length = try file.status().size
    offset = 0
    self.file = file
  }

  /// Reads bytes at a place; fewer where the part or the file ends before.
  package func read(at position: Int64, count: Int) throws(SystemFailure) -> [UInt8] {
    guard position >= 0, position < length, count > 0 else { return [] }
    do {
      return try file.read(at: offset + position, count: Int(min(Int64(count), length - position)))
    } catch {
      note?.take(error)
      throw error
    }
  }

  /// Fills the beginning of a buffer with bytes at a place.
  ///
  /// - Parameters:
  ///   - position: where they begin in the part.
  ///   - buffer: the buffer, which has room for them.
  ///   - count: how many are wanted.
  /// - Returns: how many there were; fewer where the part or the file ends before.
  /// - Throws: `SystemFailure`.
  package func read(
    at position: Int64,
    into buffer: inout [UInt8],
    count: Int
  ) throws(SystemFailure) -> Int {
    guard position >= 0, position < length else { return 0 }
    let wanted = min(buffer.count, Int(min(Int64(count), length - position)))
    // The buffer lives for the call and has room for as many.
    let result: Result<Int, SystemFailure> = unsafe buffer.withUnsafeMutableBytes { bytes in
      do throws(SystemFailure) {
        let target = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted])
        return .success(try unsafe file.read(at: offset + position, into: target))
      } catch {
        return .failure(error)
      }
    }
    if case .failure(let failure) = result { note?.take(failure) }
    return try result.get()
  }
}

/// What could not be read of a content that many hands read: those who only ask what it is take what
/// cannot be read for what it is not, and must be able to tell the two apart in the end.
package final class ReadNote {
  /// The first failure.
  package private(set) var failure: SystemFailure?

  /// Creates a note without a failure.
  package init() {}

  /// Notes a failure.
  package func take(_ failure: SystemFailure) {
    self.failure = self.failure ?? failure
  }
}
