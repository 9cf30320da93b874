internal import PipSystem
package import SystemPackage

/// Where damaged entries are put aside, so that pip fetches them anew and people can look at them:
/// `<cache>/swiftpip/quarantine`, and below it the names that they had in the cache.
package struct Quarantine: Sendable {
  /// The cache directory.
  package var cacheDirectory: FilePath

  /// How long entries are kept there.
  package static let keeping = Duration.seconds(30 * 86_400)

  /// Creates the quarantine of a cache.
  package init(of cacheDirectory: FilePath) {
    self.cacheDirectory = cacheDirectory
  }

  /// Where it is.
  package var path: FilePath { cacheDirectory.appending("swiftpip").appending("quarantine") }

  /// Tells whether a folder of the cache is a part of it.
  static func contains(_ names: [EntryName]) -> Bool { names.starts(with: OwnFolder.quarantine) }

  /// Returns the folder for what was in a folder of the cache, made where it is not there; links on
  /// the way to it are refused.
  func folder(for names: ArraySlice<EntryName>) throws(SystemFailure) -> OpenDirectory {
    try OwnFolder.made(OwnFolder.quarantine + names, in: cacheDirectory)
  }
}
