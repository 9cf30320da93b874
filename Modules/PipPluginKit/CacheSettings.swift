package import PipConfiguration
package import PipPaths

/// What the command line, the variables and pip's configuration say about the cache.
package struct CacheSettings: Sendable {
  /// pip's options with the source of each.
  package var configuration: Configuration

  /// The command's sections in pip's configuration files, the weakest first.
  package var sections: [String]

  /// Where pip's cache is, or why there is none.
  package var directory: CacheDirectoryAnswer

  /// Creates settings; the front end and tests do.
  package init(
    configuration: Configuration,
    sections: [String],
    directory: CacheDirectoryAnswer
  ) {
    self.configuration = configuration
    self.sections = sections
    self.directory = directory
  }
}
