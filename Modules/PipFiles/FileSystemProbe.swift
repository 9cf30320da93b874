package import PipSystem
internal import SystemPackage

/// What the file system of a folder can do, found out by trying.
package struct FileSystemProbe: Sendable, Hashable {
  /// Why a file cannot be renamed over another; nil where it can.
  package var renaming: SystemFailure?

  /// Whether a file can have two names.
  package var linksFiles = false

  /// Whether a file can share the content of another (reflinks).
  package var sharesContent = false

  /// Bytes that this user may still fill.
  package var freeBytes: Int64

  /// When a file was written, by the clock of the file system, which may be another machine's.
  package var writtenAt: Timestamp

  /// Creates what is known of a file system before anything was tried.
  package init(freeBytes: Int64, writtenAt: Timestamp) {
    self.freeBytes = freeBytes
    self.writtenAt = writtenAt
  }

  /// Tries what a folder's file system can do, with two small files that are gone afterwards.
  ///
  /// - Parameter folder: the folder; it must be writable.
  /// - Returns: what it can do.
  /// - Throws: `SystemFailure` where not even a file can be written.
  package static func of(
    _ folder: borrowing OpenDirectory
  ) throws(SystemFailure) -> FileSystemProbe {
    let names = ["probe-a", "probe-b"].compactMap {
      EntryName(systemText: TemporaryName.adjacent(to: $0))
    }
    guard names.count == 2 else { throw SystemFailure("openat", folder.path, .invalidArgument) }
    defer { for name in names { try? folder.unlink(name) } }
    let file = try folder.newFile(names[0])
    try file.writeAll(Array("swiftpip".utf8))
    try file.synchronize()
    var probe = FileSystemProbe(
      freeBytes: try folder.freeBytes(),
      writtenAt: try file.status().modified
    )
    probe.sharesContent = (try? folder.clone(names[0], as: names[1])) != nil
    try? folder.unlink(names[1])
    probe.linksFiles = (try? folder.link(names[0], of: folder, as: names[1])) != nil
    try? folder.unlink(names[1])
    _ = try folder.newFile(names[1])
    do throws(SystemFailure) {
      try folder.rename(names[0], to: names[1])
    } catch {
      probe.renaming = error
    }
    return probe
  }
}
