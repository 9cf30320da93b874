internal import CLibArchive

/// What a `ArchiveReader` reads: bytes of a file, unpacked, each of which has passed the gates.
///
/// libarchive knows it by its address and holds on to the last piece that it was given until it asks for
/// the next.
@safe final class GatedSource {
  /// Why nothing more comes, if that is not because all has come.
  private(set) var failure: ArchivesError?

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

  /// Gives the next piece, and returns its length: 0 at the end, -1 for a failure.
  func next(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    do throws(ArchivesError) {
      let piece = unsafe try piece()
      try gate.feed(unsafe piece.bytes)
      unsafe buffer?.pointee = piece.baseAddress
      return piece.count
    } catch {
      failure = failure ?? error
      return -1
    }
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
    if let failure { throw failure }
    while case let piece = unsafe try piece(), piece.count > 0 {
      try gate.feed(unsafe piece.bytes)
    }
    guard gate.isAtEnd else { throw .malformed("it ends too early") }
  }
}
