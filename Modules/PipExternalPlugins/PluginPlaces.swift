package import PipConfiguration
internal import PipSystem
package import SystemPackage

/// The folders that external plugins are in.
package struct PluginPlaces: Sendable, Hashable {
  /// Folders made for plugins, the strongest first: of `SWIFTPIP_PLUGIN_PATH`, the user's, swiftpip's own.
  package let folders: [FilePath]

  /// What `SWIFTPIP_PLUGIN_PATH` names besides and is not looked through, for it is no absolute path.
  package let relative: [String]

  /// Folders of all kinds of programs, in the order of `PATH`.
  package let searchPath: [FilePath]

  /// The program that runs; nil where nobody knows.
  package let program: FilePath?

  /// Where it is noted which plugins the user trusts; nil where the user has no home.
  package let trust: FilePath?

  /// Works out where plugins are.
  ///
  /// - Parameters:
  ///   - surroundings: the variables, and where the home is.
  ///   - program: the program that runs; plugins that were installed with it are beside it.
  package init(in surroundings: Surroundings, besides program: FilePath?) {
    self.program = program
    let environment = surroundings.environment
    let data = Self.dataDirectory(in: surroundings)?.appending("swiftpip")
    let own = program.map { Self.share(of: $0).appending("plugins") }
    let named = Self.paths(environment["SWIFTPIP_PLUGIN_PATH"])
    relative = named.filter { !$0.isAbsolute }.map(\.systemText)
    // Relative folders would be others wherever the user goes, and anybody's.
    folders =
      named.filter(\.isAbsolute)
      + [data?.appending("plugins"), own].compactMap(\.self)
    searchPath = Self.paths(environment["PATH"]).filter(\.isAbsolute)
    trust = data?.appending("trusted-plugins.json")
  }

  /// Returns where what was installed with a program is, beside the program itself: `PREFIX/share/swiftpip` for
  /// `PREFIX/bin/swiftpip`.
  package static func share(of program: FilePath) -> FilePath {
    program.removingLastComponent().removingLastComponent().appending("share/swiftpip")
  }

  /// The user's directory for data (XDG Base Directory Specification); nil where the user has no home.
  private static func dataDirectory(in surroundings: Surroundings) -> FilePath? {
    if let text = surroundings.environment["XDG_DATA_HOME"], text.utf8.first == UInt8(ascii: "/") {
      return FilePath(systemText: text)
    }
    let folder =
      switch surroundings.system {
      case .linux: "~/.local/share"
      case .macOS: "~/Library/Application Support"
      }
    return surroundings.home.resolvingTilde(in: folder).map { FilePath(systemText: $0) }
  }

  private static func paths(_ value: String?) -> [FilePath] {
    (value ?? "").utf8.split(separator: UInt8(ascii: ":"))
      .map { FilePath(systemText: String(Substring($0))) }
  }
}
