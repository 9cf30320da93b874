package import PipConfiguration
package import PipPaths

/// What the command line, the environment and pip's configuration together say.
package struct Settings: Sendable {
  /// The interpreter, and why it is this one. A shim has been replaced by what it stands for.
  package var interpreter: InterpreterLocation

  /// Its `sys.prefix`, as a system text.
  package var prefix: String

  /// pip's options with the source of each.
  package var configuration: Configuration

  /// The command's sections in pip's configuration files, the weakest first.
  package var sections: [String]

  /// Where pip's cache is, or why there is none.
  package var cacheDirectory: CacheDirectoryAnswer

  /// Creates settings; the front end and tests do.
  package init(
    interpreter: InterpreterLocation,
    prefix: String,
    configuration: Configuration,
    sections: [String],
    cacheDirectory: CacheDirectoryAnswer
  ) {
    self.interpreter = interpreter
    self.prefix = prefix
    self.configuration = configuration
    self.sections = sections
    self.cacheDirectory = cacheDirectory
  }

  /// Returns one of pip's options as the command sees it, nil where nothing says anything.
  package func setting(_ name: String) -> Setting? {
    configuration.setting(name, for: sections)
  }
}
