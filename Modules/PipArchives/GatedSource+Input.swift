internal import CLibArchive
internal import PipSystem

extension GatedSource {
  /// The bytes of the file, in pieces of one buffer.
  @safe final class Input {
    private let file: any ByteSource
    // Safe to hold: nobody else has it, and it lives as long as its owner.
    private let buffer: UnsafeMutableRawBufferPointer
    /// What was read and not given yet.
    private var pending = 0..<0

    private static let size = 256 << 10

    init(_ file: any ByteSource) {
      self.file = file
      unsafe buffer = .allocate(byteCount: Self.size, alignment: 16)
    }

    deinit { unsafe buffer.deallocate() }

    /// Returns how the file begins, which is then still to come; less only where it ends before.
    func start(atLeast count: Int) throws(ArchivesError) -> [UInt8] {
      while pending.count < count {
        let more = try fill(pending.upperBound)
        guard more > 0 else { break }
        pending = pending.lowerBound..<(pending.upperBound + more)
      }
      return unsafe Array(buffer[pending].prefix(count))
    }

    /// Returns the next piece, at most so long; an empty one at the end.
    ///
    /// It is there until the next call.
    func next(atMost limit: Int = size) throws(ArchivesError) -> UnsafeRawBufferPointer {
      if pending.isEmpty { pending = 0..<(try fill(0)) }
      let piece = pending.prefix(limit)
      pending = piece.upperBound..<pending.upperBound
      return unsafe UnsafeRawBufferPointer(rebasing: buffer[piece])
    }

    private func fill(_ start: Int) throws(ArchivesError) -> Int {
      do throws(SystemFailure) {
        return try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
      } catch {
        throw .unreadable(error)
      }
    }
  }

  /// What is packed with gzip: one member, by zlib, which looks at the checksum, as libarchive does not.
  @safe final class GzipSource {
    private let input: Input
    private var stream: InflateStream
    // Safe to hold: nobody else has it, and it lives as long as its owner.
    private var room = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// Of so few bytes no more than some megabytes can come.
    private static let inputSize = 4096

    init(_ input: Input) throws(ArchivesError) {
      guard let stream = InflateStream(.gzip) else { throw .outOfMemory }
      self.input = input
      self.stream = stream
    }

    deinit { unsafe room.deallocate() }

    /// Returns the next piece, which is there until the next call.
    func next() throws(ArchivesError) -> UnsafeRawBufferPointer {
      var output: [UInt8] = []
      while output.isEmpty {
        let packed = unsafe Array(try input.next(atMost: Self.inputSize))
        guard !packed.isEmpty else {
          guard stream.isAtEnd else { throw .malformed("it ends too early") }
          break
        }
        guard !stream.isAtEnd, let count = stream.feed(packed, { output += $0 }),
          count == packed.count
        else { throw .malformed("it is damaged, or something stands behind it") }
      }
      return unsafe held(output)
    }

    /// Copies a piece to where it stays until the next one.
    private func held(_ output: [UInt8]) -> UnsafeRawBufferPointer {
      if unsafe room.count < output.count {
        unsafe room.deallocate()
        unsafe room = .allocate(byteCount: output.count, alignment: 16)
      }
      unsafe room.copyBytes(from: output)
      return unsafe UnsafeRawBufferPointer(rebasing: room[..<output.count])
    }
  }

  /// The packed bytes, each of which has passed the gate for frames.
  private final class Frame {
    private let input: Input
    private var gate = ZstdFrameGate()

    init(_ input: Input) { self.input = input }

    func next() throws(ArchivesError) -> UnsafeRawBufferPointer {
      let piece = unsafe try input.next()
      try gate.feed(unsafe piece.bytes)
      return unsafe piece
    }

    /// Sees that the frame has ended, and the file with it: libarchive may not have asked for all.
    func finish() throws(ArchivesError) {
      while unsafe try next().count > 0 {}
      guard gate.isAtEnd else { throw .malformed("it ends too early") }
    }
  }

  /// What is packed with Zstandard: one frame, by libarchive.
  final class ZstdSource {
    private let frame: Frame
    private let feed: PieceFeed
    private let archive: LibArchive
    private var position: Int64 = 0

    init(_ input: Input) throws(ArchivesError) {
      let frame = Frame(input)
      self.frame = frame
      feed = unsafe PieceFeed { () throws(ArchivesError) in unsafe try frame.next() }
      archive = try .reading()
      try check(unsafe archive_read_support_format_raw(archive.handle))
      try check(unsafe archive_read_support_filter_zstd(archive.handle))
      try feed.open(archive)
      var entry: OpaquePointer?
      try check(unsafe archive_read_next_header(archive.handle, &entry))
      // One filter, and the end of the chain, which counts as one.
      guard unsafe archive_filter_count(archive.handle) == 2,
        unsafe archive_filter_code(archive.handle, 0) == ARCHIVE_FILTER_ZSTD
      else { throw .malformed("it is packed more than once") }
    }

    func next() throws(ArchivesError) -> UnsafeRawBufferPointer {
      var buffer: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      switch unsafe archive_read_data_block(archive.handle, &buffer, &count, &offset) {
      case ARCHIVE_OK: break
      case ARCHIVE_EOF:
        try frame.finish()
        return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
      default: throw feed.reason(archive)
      }
      guard offset == position else { throw .malformed("it has holes") }
      position += Int64(count)
      return unsafe UnsafeRawBufferPointer(start: buffer, count: count)
    }

    private func check(_ result: CInt) throws(ArchivesError) {
      guard result == ARCHIVE_OK else { throw feed.reason(archive) }
    }
  }
}
