internal import CPipSystem
package import SystemPackage

/// What happens when the user interrupts the process.
package enum Interruption {
  /// Has a file removed if a signal ends the process, unless the name has come to mean another file.
  ///
  /// One file at a time: the last one counts. Signals that the process ignores or handles are left
  /// alone.
  package static func removes(_ path: FilePath, _ identity: FileStatus.Identity) {
    // The path is copied before the call returns; one that is too long is not removed.
    _ = unsafe path.withPlatformString { path in
      unsafe swiftpip_remove_if_interrupted(path, identity.device, identity.inode)
    }
  }

  /// Has no file removed any more.
  package static func removesNothing() {
    swiftpip_keep_if_interrupted()
  }
}
