internal import CLibArchive

/// What libarchive keeps of an archive that is read or written, freed with its owner.
@safe final class LibArchive {
  // Safe to hold: nobody else has it, and it lives as long as its owner.
  let handle: OpaquePointer
  private let isWritten: Bool

  /// Begins to read.
  static func reading() throws(ArchivesError) -> LibArchive {
    unsafe try LibArchive(archive_read_new(), isWritten: false)
  }

  /// Begins to write.
  static func writing() throws(ArchivesError) -> LibArchive {
    unsafe try LibArchive(archive_write_new(), isWritten: true)
  }

  private init(_ handle: OpaquePointer?, isWritten: Bool) throws(ArchivesError) {
    guard let handle = unsafe handle else { throw .outOfMemory }
    unsafe self.handle = handle
    self.isWritten = isWritten
  }

  deinit {
    guard isWritten else {
      unsafe archive_read_free(handle)
      return
    }
    // What is not closed is not to be completed either.
    unsafe archive_write_fail(handle)
    unsafe archive_write_free(handle)
  }

  /// What libarchive says of its last failure.
  var message: String {
    // There may be none, which is no text.
    guard let text = unsafe archive_error_string(handle) else { return "libarchive has failed" }
    return unsafe String(cString: text)
  }
}

/// What libarchive knows of a member that is to be written.
@safe final class LibArchiveEntry {
  // Safe to hold: nobody else has it, and it lives as long as its owner.
  let handle: OpaquePointer

  init() throws(ArchivesError) {
    guard let handle = unsafe archive_entry_new() else { throw .outOfMemory }
    unsafe self.handle = handle
  }

  deinit { unsafe archive_entry_free(handle) }
}
