package import SystemPackage

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

// The calls on paths that swift-system does not offer. Each names its C function.
extension FilePath {
  /// Returns what the file system knows about the file.
  ///
  /// The C function is `fstatat`.
  package func status(following: Following = .links) throws(SystemFailure) -> FileStatus {
    var raw = Platform.Status()
    try retrying("stat", self) {
      unsafe withPlatformString { path in
        unsafe fstatat(AT_FDCWD, path, &raw, following == .links ? 0 : AT_SYMLINK_NOFOLLOW)
      }
    }
    return FileStatus(raw)
  }

  /// Tells whether this process may do something with the file, judged by the *real* user, as
  /// Python's `os.access` does.
  ///
  /// The C function is `access`.
  package func isWritableByRealUser() -> Bool {
    unsafe withPlatformString { unsafe access($0, W_OK) } == 0
  }

  /// Tells whether the real user may execute the file.
  ///
  /// The C function is `access`.
  package func isExecutableByRealUser() -> Bool {
    unsafe withPlatformString { unsafe access($0, X_OK) } == 0
  }

  /// Gives the file another name, replacing what had it.
  ///
  /// The C function is `rename`.
  package func rename(to target: FilePath) throws(SystemFailure) {
    try retrying("rename", target) {
      unsafe withPlatformString { source in
        unsafe target.withPlatformString { unsafe Platform.rename(source, $0) }
      }
    }
  }

  /// Removes a name that is not a directory's.
  ///
  /// The C function is `unlink`.
  package func unlink() throws(SystemFailure) {
    try retrying("unlink", self) { unsafe withPlatformString { unsafe Platform.unlink($0) } }
  }

  /// Makes a directory.
  ///
  /// The C function is `mkdir`.
  package func makeDirectory(permissions: FilePermissions) throws(SystemFailure) {
    try retrying("mkdir", self) {
      unsafe withPlatformString { unsafe mkdir($0, permissions.rawValue) }
    }
  }

  /// Makes a directory and those above it that are missing, as Python's `os.makedirs` does.
  ///
  /// It is no error if they exist or come into being meanwhile.
  package func makeDirectories(permissions: FilePermissions) throws(SystemFailure) {
    do {
      try makeDirectory(permissions: permissions)
    } catch {
      let parent = removingLastComponent()
      if error.errno == .noSuchFileOrDirectory, !parent.isEmpty, parent != self {
        try parent.makeDirectories(permissions: permissions)
        return try makeDirectoryUnlessThere(permissions: permissions)
      }
      guard try isDirectoryAfter(error) else { throw error }
    }
  }

  /// Asks for the names in the directory to be on the disk before this returns.
  ///
  /// A renamed file is durable only once its directory is.
  package func synchronizeDirectory() throws(SystemFailure) {
    let directory = try OwnedDescriptor.open(self, .readOnly, options: [.directory])
    try directory.synchronize()
  }

  /// Returns where a symbolic link points, as it is written.
  ///
  /// The C function is `readlink`.
  package func symbolicLinkTarget() throws(SystemFailure) -> FilePath {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let capacity = buffer.count - 1
    try retrying("readlink", self) {
      unsafe withPlatformString { path in
        unsafe buffer.withUnsafeMutableBufferPointer { target in
          guard let start = target.baseAddress else { return -1 }
          return unsafe readlink(path, start, capacity)
        }
      }
    }
    return FilePath(platformString: buffer)
  }

  private func makeDirectoryUnlessThere(permissions: FilePermissions) throws(SystemFailure) {
    do {
      try makeDirectory(permissions: permissions)
    } catch {
      guard try isDirectoryAfter(error) else { throw error }
    }
  }

  private func isDirectoryAfter(_ failure: SystemFailure) throws(SystemFailure) -> Bool {
    // A read-only or foreign parent answers EROFS or EACCES before EEXIST on some systems.
    guard let status = try? self.status() else { throw failure }
    return status.kind == .directory
  }
}
