internal import PipSystem
package import SystemPackage

/// Putting a new content in place of a file so that every reader sees the old one or the new one,
/// whole, at every instant, and so that a crash changes nothing about that.
///
/// A temporary file beside the target is written, synced and renamed over it, then the directory is
/// synced. Nobody waits for anybody: of several writers the last rename counts.
package enum Publication {
  /// Publishes bytes as the content of a file.
  ///
  /// The directory must exist. A symbolic link in place of the file is replaced, not followed.
  /// On failure the temporary file is removed again, as far as the system still lets us.
  package static func publish(
    _ bytes: [UInt8],
    at path: FilePath,
    mode: PublishedMode = .inheritedFromDirectory
  ) throws(FilesError) {
    do throws(SystemFailure) {
      let permissions: FilePermissions? =
        switch mode {
        case .inheritedFromDirectory:
          PublishedMode.inherited(
            fromDirectoryWith: try path.removingLastComponent().orCurrent.status().mode
          )
        case .leftByUmask: nil
        case .exactly(let permissions): permissions
        }
      var draft = try FileDraft.begin(
        for: path,
        permissions: permissions == nil ? .ofFiles : .ownerReadWrite
      )
      do throws(SystemFailure) {
        // Bytes have no gaps between them.
        try draft.append(unsafe bytes.span.bytes)
      } catch {
        draft.discard()
        throw error
      }
      try draft.publish(permissions: permissions)
    } catch {
      throw .notPublished(path, error)
    }
  }
}
