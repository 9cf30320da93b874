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
    var hash = HashStream(self)
    while true {
      let bytes = try file.read(atMost: 1 << 20)
      guard !bytes.isEmpty else { return hash.finish() }
      hash.update(with: bytes)
    }
  }
}
