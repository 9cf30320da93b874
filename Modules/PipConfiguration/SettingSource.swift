import PipSystem
package import SystemPackage

/// Where a setting was made.
package enum SettingSource: Sendable, Hashable {
  /// An option on the command line, by its name without dashes.
  case flag(String)
  /// An environment variable, by its name.
  case variable(String)
  /// A section of a configuration file.
  case file(FilePath, section: String)
  /// Nowhere: the program's own choice.
  case builtIn
}

extension SettingSource: CustomStringConvertible {
  /// The source as people find it: `--cache-dir`, `PIP_CACHE_DIR`, `/etc/pip.conf [global]`.
  package var description: String {
    switch self {
    case .flag(let name): "--\(name)"
    case .variable(let name): name
    case .file(let path, let section): "\(path.systemText) [\(section)]"
    case .builtIn: "built in"
    }
  }
}
