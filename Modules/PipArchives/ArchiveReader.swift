internal import CLibArchive

/// Reads a tar archive of the one form that `ArchiveWriter` writes, compressed or not, from a file or a pipe.
///
/// Nothing is let through that is not of this form: what is compressed passes a gate, what comes out of it
/// passes another (`TarGate`), and libarchive's answer must be that all is well. What is in the members is
/// not looked at here.
@safe package final class ArchiveReader {
  /// A member.
  package struct Member: Sendable, Hashable {
    /// Its name, in printable ASCII.
    package let name: String
    /// Bytes in it.
    package let size: Int64
  }

  private let archive: LibArchive
  private let source: GatedSource
  private let feed: PieceFeed
  /// Bytes of the member that were read, and that were not yet.
  private var position: Int64 = 0
  private var rest: Int64 = 0

  /// Begins to read.
  ///
  /// - Parameter file: the file or pipe.
  /// - Throws: `ArchivesError` for what is no archive of this form from its first bytes.
  package init(from file: any ByteSource) throws(ArchivesError) {
    let source = try GatedSource(file)
    self.source = source
    feed = unsafe PieceFeed { () throws(ArchivesError) in unsafe try source.next() }
    archive = try .reading()
    try check(unsafe archive_read_support_format_tar(archive.handle))
    try feed.open(archive)
  }

  /// Returns the next member; nil behind the last, if the archive ends as it must.
  ///
  /// - Throws: `ArchivesError`; from then on nothing more can be read.
  package func next() throws(ArchivesError) -> Member? {
    guard rest == 0 else { throw .malformed("a member that was not read") }
    var entry: OpaquePointer?
    switch unsafe archive_read_next_header(archive.handle, &entry) {
    case ARCHIVE_OK: break
    case ARCHIVE_EOF:
      if let failure = feed.failure { throw failure }
      try source.finish()
      return nil
    default: throw failure
    }
    guard let member = source.takeMember(), let entry = unsafe entry,
      let name = unsafe archive_entry_pathname(entry),
      unsafe String(cString: name).utf8.elementsEqual(member.name),
      unsafe archive_entry_size(entry) == member.size
    else { throw .malformed("a member that two readers see differently") }
    (position, rest) = (0, member.size)
    return Member(name: String(decoding: member.name, as: UTF8.self), size: member.size)
  }

  /// Reads the next piece of the content of the member.
  ///
  /// - Parameter receive: is given the piece; it may throw to end the work.
  /// - Returns: whether there was one.
  /// - Throws: `ArchivesError`; from then on nothing more can be read.
  package func readPiece(
    _ receive: (RawSpan) throws(ArchivesError) -> Void
  ) throws(ArchivesError) -> Bool {
    guard rest > 0 else { return false }
    var buffer: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    guard unsafe archive_read_data_block(archive.handle, &buffer, &count, &offset) == ARCHIVE_OK
    else {
      throw failure
    }
    // What a sparse file leaves out would be missing here.
    guard offset == position, count > 0, Int64(count) <= rest else {
      throw .malformed("a sparse member")
    }
    position += Int64(count)
    rest -= Int64(count)
    try receive(unsafe UnsafeRawBufferPointer(start: buffer, count: count).bytes)
    return true
  }

  private func check(_ result: CInt) throws(ArchivesError) {
    guard result == ARCHIVE_OK else { throw failure }
  }

  private var failure: ArchivesError { feed.reason(archive) }
}
