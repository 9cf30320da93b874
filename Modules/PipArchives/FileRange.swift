package import PipSystem

/// A part of an open file that is read as if it were a file of its own.
package struct FileRange: ~Copyable {
  private let file: OwnedDescriptor
  private let offset: Int64

  /// Bytes in the part.
  package let length: Int64

  /// Takes a part of a file.
  package init(_ file: consuming OwnedDescriptor, offset: Int64, length: Int64) {
    self.file = file
    self.offset = offset
    self.length = length
  }

  /// Takes a whole file, as long as it is now.
  package init(_ file: consuming OwnedDescriptor) throws(SystemFailure) {
    length = try file.status().size
    offset = 0
    self.file = file
  }

  /// Reads bytes at a place; fewer where the part or the file ends before.
  package func read(at position: Int64, count: Int) throws(SystemFailure) -> [UInt8] {
    guard position >= 0, position < length, count > 0 else { return [] }
    return try file.read(at: offset + position, count: Int(min(Int64(count), length - position)))
  }
}
