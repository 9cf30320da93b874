import PipSystem
import SystemPackage

/// Where a system keeps caches and configuration, as pip's vendored platformdirs sees it.
package struct BaseDirectories: Sendable, Hashable {
  private let surroundings: Surroundings

  /// Creates the view of some surroundings.
  package init(in surroundings: Surroundings) {
    self.surroundings = surroundings
  }

  /// The user's directory for caches, nil where the user has no home.
  package var cache: BaseDirectory? {
    switch surroundings.system {
    case .linux: directory("XDG_CACHE_HOME", orInHome: "~/.cache")
    case .macOS: directory("XDG_CACHE_HOME", orInHome: "~/Library/Caches")
    }
  }

  /// The user's directory for configuration on Linux, nil where the user has no home.
  var configuration: BaseDirectory? {
    directory("XDG_CONFIG_HOME", orInHome: "~/.config")
  }

  /// The user's directory for data on macOS, nil where the user has no home.
  var applicationSupport: BaseDirectory? {
    directory("XDG_DATA_HOME", orInHome: "~/Library/Application Support")
  }

  /// The system's directories for configuration on Linux, in the order in which they are read.
  var systemConfiguration: [FilePath] {
    directories("XDG_CONFIG_DIRS") ?? ["/etc/xdg"]
  }

  /// Returns the system's directories for data on macOS, in the order in which they are read.
  ///
  /// Homebrew's Pythons have one of their own; the base prefix tells them.
  func systemApplicationSupport(basePrefix: FilePath?) -> [FilePath] {
    if let listed = directories("XDG_DATA_DIRS") { return listed }
    let homebrew = surroundings.rules == .asWritten ? nil : basePrefix.flatMap(homebrewPrefix)
    return (homebrew.map { [$0.appending("share")] } ?? []) + ["/Library/Application Support"]
  }

  private var hasVariables: Bool {
    surroundings.system == .linux || surroundings.rules != .asWritten
  }

  private func directory(_ variable: String, orInHome folder: String) -> BaseDirectory? {
    if hasVariables, let path = usable(surroundings.environment[variable] ?? "") {
      return BaseDirectory(path: FilePath(systemText: path), origin: .variable(variable))
    }
    let path =
      switch surroundings.rules {
      case .asWritten, .trimmed: surroundings.home.expandingTilde(in: folder)
      case .absoluteOnly: surroundings.home.resolvingTilde(in: folder)
      }
    return path.map { BaseDirectory(path: FilePath(systemText: $0), origin: .home) }
  }

  private func directories(_ variable: String) -> [FilePath]? {
    guard hasVariables, let value = surroundings.environment[variable],
      !value.trimmingPythonSpace.isEmpty
    else { return nil }
    let items = value.unicodeScalars
      .split(separator: ":", omittingEmptySubsequences: false)
      .map { String($0) }
    switch surroundings.rules {
    case .asWritten:
      return items.map { FilePath(systemText: surroundings.home.expandingTilde(in: $0)) }
    case .trimmed:
      let list = String(value.trimmingPythonSpace).unicodeScalars.split(separator: ":")
      return list.map { String($0) }
        .filter { !$0.trimmingPythonSpace.isEmpty }
        .map { FilePath(systemText: $0) }
    case .absoluteOnly:
      let paths = items.compactMap(usable).map { FilePath(systemText: $0) }
      return paths.isEmpty ? nil : paths
    }
  }

  private func usable(_ value: String) -> String? {
    let trimmed = value.trimmingPythonSpace
    guard !trimmed.isEmpty else { return nil }
    return switch surroundings.rules {
    case .asWritten: value
    case .trimmed: trimmed
    case .absoluteOnly: trimmed.utf8.first == UInt8(ascii: "/") ? trimmed : nil
    }
  }

  /// Returns Homebrew's prefix where a Python is Homebrew's.
  ///
  /// Its Pythons are frameworks: `PREFIX/opt/python@3.13/Frameworks/Python.framework/Versions/3.13`.
  private func homebrewPrefix(of basePrefix: FilePath) -> FilePath? {
    let names = basePrefix.components.map(\.string)
    guard names.count >= 7, names[names.count - 2] == "Versions",
      names[names.count - 3] == "Python.framework", names[names.count - 4] == "Frameworks",
      names[names.count - 5].hasPrefix("python"), names[names.count - 6] == "opt"
    else { return nil }
    var prefix = basePrefix
    for _ in 0..<6 { prefix.removeLastComponent() }
    return prefix
  }
}
