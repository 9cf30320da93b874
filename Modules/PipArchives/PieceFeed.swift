internal import CLibArchive

/// Feeds libarchive with what it is to read, a piece at a time.
///
/// libarchive knows it by its address, and holds on to a piece until it asks for the next.
@safe final class PieceFeed {
  /// Why nothing more comes, if that is not because all has come.
  private(set) var failure: ArchivesError?

  private let next: () throws(ArchivesError) -> UnsafeRawBufferPointer

  /// Creates a feed.
  ///
  /// - Parameter next: returns the next piece, which is there until it is called again; an empty one at
  ///   the end.
  init(_ next: @escaping () throws(ArchivesError) -> UnsafeRawBufferPointer) {
    unsafe self.next = next
  }

  /// Has libarchive read from here; the feed must live as long as the archive.
  func open(_ archive: LibArchive) throws(ArchivesError) {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    let result = unsafe archive_read_open(
      archive.handle,
      context,
      nil,
      { _, context, buffer in
        guard let context = unsafe context else { return -1 }
        let feed = unsafe Unmanaged<PieceFeed>.fromOpaque(context).takeUnretainedValue()
        return unsafe feed.give(buffer)
      },
      nil
    )
    guard result == ARCHIVE_OK else { throw reason(archive) }
  }

  /// Gives the next piece, and returns its length: 0 at the end, -1 for a failure.
  private func give(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    do throws(ArchivesError) {
      let piece = unsafe try next()
      unsafe buffer?.pointee = piece.baseAddress
      return piece.count
    } catch {
      failure = failure ?? error
      return -1
    }
  }

  /// Why reading an archive failed: our own reason, else that of libarchive.
  func reason(_ archive: LibArchive) -> ArchivesError { failure ?? .malformed(archive.message) }
}
