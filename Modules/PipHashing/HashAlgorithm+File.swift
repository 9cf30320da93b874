package import PipSystem
package import SystemPackage

extension HashAlgorithm {
  /// Returns the digest of what a regular file has to its end.
  ///
  /// - Parameter path: the file; links are followed.
  /// - Returns: the digest.
  /// - Throws: `SystemFailure` where it is no regular file, or cannot be read.
  package func digest(ofFileAt path: FilePath) throws(SystemFailure) -> Digest {
    let file = try OwnedDescriptor.openRegularFile(path)
    // What it is known to have is read into one place.
    let size = try file.status().size
    var hash = HashStream(self)
    while true {
      let bytes = try file.read(atMost: 1 << 20, expecting: size)
      guard !bytes.isEmpty else { return hash.finish() }
      hash.update(with: bytes)
    }
  }
}
