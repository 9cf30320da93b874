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

  /// Has a process group end with the process: it gets the signal, which a terminal sends only to the group in its
  /// foreground, and is killed a second later.
  package static func ends(_ group: Int32) { swiftpip_end_if_interrupted(group) }

  /// Leaves a process group alone again.
  package static func spares(_ group: Int32) { swiftpip_spare_if_interrupted(group) }

  /// Puts a signal off that would end the process, so that what was begun can be undone; a second one of its
  /// kind ends it.
  package static func putOff() {
    swiftpip_put_off_interruption()
  }

  /// Whether there was a signal that was put off.
  package static var isAsked: Bool { swiftpip_is_interrupted() != 0 }

  /// Puts nothing off any more; where there was a signal, it ends the process here.
  package static func obey() {
    swiftpip_obey_interruption()
  }
}
