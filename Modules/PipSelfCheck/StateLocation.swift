internal import PipHashing
package import PipPackaging
internal import PipSystem
package import SystemPackage

/// Where what is known about one subject lies in a cache directory.
package struct StateLocation: Sendable, Hashable {
  /// The cache directory.
  package var cacheDirectory: FilePath

  /// The file that pip reads and writes, too; nil where pip cannot have one.
  ///
  /// pip keeps only its own version, and it fails on a prefix that is not UTF-8.
  package var shared: FilePath?

  /// Our own memory: failures, validators, notices, and the answer where it cannot be shared.
  package var own: FilePath

  /// The claim of the run that asks.
  package var claim: FilePath

  /// Finds the files of a package in an environment.
  ///
  /// - Parameters:
  ///   - cacheDirectory: pip's cache.
  ///   - prefix: the `sys.prefix` of the environment, as a system text.
  ///   - package: the package in question.
  package init(cacheDirectory: FilePath, prefix: String, package: PackageName) {
    self.cacheDirectory = cacheDirectory
    let isPip = package.normalized == "pip"
    let prefixBytes = SystemText.bytes(of: prefix)
    let key = isPip ? prefixBytes : prefixBytes + [0] + Array(package.normalized.utf8)
    let name = HashAlgorithm.sha224.digest(of: key).hexadecimal
    let isText = !prefix.unicodeScalars.contains(where: SystemText.isEscape)
    shared = isPip && isText ? Self.sharedFolder(in: cacheDirectory).appending(name) : nil
    own = Self.ownFolder(in: cacheDirectory).appending(name)
    claim = Self.ownFolder(in: cacheDirectory).appending(name + Self.claimSuffix)
  }

  static let claimSuffix = ".claim"

  static func sharedFolder(in cacheDirectory: FilePath) -> FilePath {
    cacheDirectory.appending("selfcheck")
  }

  static func ownFolder(in cacheDirectory: FilePath) -> FilePath {
    cacheDirectory.appending("swiftpip").appending("self-check")
  }
}
