/// What an `ArchiveReader` reads: bytes of a file, unpacked, each of which has passed the gates.
@safe final class GatedSource {
  private let input: Input
  private let unpacker: Unpacker
  private var gate = TarGate()

  private enum Unpacker {
    case none
    case gzip(GzipSource)
    case zstd(ZstdSource)
  }

  init(_ file: any ByteSource) throws(ArchivesError) {
    input = Input(file)
    let start = try input.start(atLeast: 4)
    switch (start.first, start) {
    case (nil, _): throw .notAnArchive
    case (0x28, [0x28, 0xB5, 0x2F, 0xFD]): unpacker = .zstd(try ZstdSource(input))
    case (0x1F, _) where start.starts(with: [0x1F, 0x8B]): unpacker = .gzip(try GzipSource(input))
    default: unpacker = .none
    }
  }

  /// Takes the next member whose header has passed the gate.
  func takeMember() -> TarGate.Member? { gate.next() }

  /// Returns the next piece, which has passed the gate and is there until the next call; an empty one at
  /// the end.
  func next() throws(ArchivesError) -> UnsafeRawBufferPointer {
    let piece = unsafe try piece()
    try gate.feed(unsafe piece.bytes)
    return unsafe piece
  }

  private func piece() throws(ArchivesError) -> UnsafeRawBufferPointer {
    switch unpacker {
    case .none: unsafe try input.next()
    case .gzip(let source): unsafe try source.next()
    case .zstd(let source): unsafe try source.next()
    }
  }

  /// Sees that there is nothing behind the end of the archive.
  func finish() throws(ArchivesError) {
    while unsafe try next().count > 0 {}
    guard gate.isAtEnd else { throw .malformed("it ends too early") }
  }
}
