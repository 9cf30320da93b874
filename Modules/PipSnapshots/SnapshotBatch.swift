/// Some contents of a snapshot's files that follow each other: parts of large files, many small ones.
package struct SnapshotBatch: Sendable {
  /// A part of a file.
  package struct Part: Sendable {
    /// The number of the file in the manifest.
    package let file: Int
    /// Where its bytes are.
    package let range: Range<Int>
    /// Whether the file ends with it.
    package let isLast: Bool
  }

  /// The bytes of all parts.
  package private(set) var bytes: [UInt8] = []

  /// The parts, in their order.
  package private(set) var parts: [Part] = []

  /// So many bytes are enough, and so many parts: to hand them on costs something.
  private static let byteLimit = 2 << 20
  private static let partLimit = 1024

  /// No piece of a file that is added at once has more bytes.
  private static let pieceSize = 512 << 10

  /// Creates a batch of nothing.
  init() {
    bytes.reserveCapacity(Self.byteLimit + Self.pieceSize)
  }

  /// Whether there is enough in it.
  var isFull: Bool { bytes.count >= Self.byteLimit || parts.count >= Self.partLimit }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    parts.removeAll(keepingCapacity: true)
  }

  mutating func append(_ piece: RawSpan) {
    unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  /// Adds as many bytes as something puts into room for them, and returns how many these are.
  mutating func append<Failure: Error>(
    count: Int,
    _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Int {
    var filled = 0
    try bytes.append(addingCapacity: count) { span throws(Failure) in
      try unsafe span.withUnsafeMutableBufferPointer { buffer, end throws(Failure) in
        let free = UnsafeMutableRawBufferPointer(buffer)
        filled = unsafe try fill(UnsafeMutableRawBufferPointer(rebasing: free[end..<(end + count)]))
        end += filled
      }
    }
    return filled
  }

  /// Makes a part of the last bytes.
  mutating func endPart(of file: Int, count: Int, isLast: Bool) {
    if let last = parts.last, last.file == file, !last.isLast {
      parts.removeLast()
      parts.append(Part(file: file, range: last.range.lowerBound..<bytes.count, isLast: isLast))
    } else {
      parts.append(Part(file: file, range: (bytes.count - count)..<bytes.count, isLast: isLast))
    }
  }

  /// Calls something with the bytes of a part.
  package func with<Failure: Error>(
    _ part: Part,
    _ body: (RawSpan) throws(Failure) -> Void
  ) throws(Failure) {
    // Bytes have no gaps between them.
    try body(unsafe bytes.span.bytes.extracting(part.range))
  }
}
