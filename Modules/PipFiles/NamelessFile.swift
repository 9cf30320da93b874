package import PipSystem
package import SystemPackage

/// A file without a name, for what is needed only as long as somebody has it open: none of its bytes stay,
/// however the process ends.
package enum NamelessFile {
  /// Makes one.
  ///
  /// - Parameter folder: where its bytes are to be.
  /// - Returns: the file, for reading and writing.
  /// - Throws: `SystemFailure`.
  package static func make(in folder: FilePath) throws(SystemFailure) -> OwnedDescriptor {
    let path = folder.appending(TemporaryName.adjacent(to: "swiftpip-"))
    let file = try OwnedDescriptor.open(
      path,
      .readWrite,
      options: [.create, .exclusiveCreate],
      permissions: .ownerReadWrite
    )
    try path.unlink()
    return file
  }
}
