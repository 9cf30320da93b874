package import SystemPackage

/// A directory in which applications have a folder each, and why it is this one.
package struct BaseDirectory: Sendable, Hashable {
  /// Where the directory's place is written.
  package enum Origin: Sendable, Hashable {
    /// An environment variable, by its name.
    case variable(String)
    /// The system's convention for a folder in the home.
    case home
  }

  /// The directory, as it is written: possibly relative, `~` in a variable not replaced.
  package var path: FilePath
  /// Why it is this one.
  package var origin: Origin
}
