internal import FoundationEssentials
internal import PipDiagnostics
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// A package of Swift that has plugins: library products whose names end in `Plugin`, each a module with a public
/// type of that name.
struct PluginPackage: Hashable {
  /// Its name.
  let name: String
  /// Where it is.
  let folder: FilePath
  /// The products that are plugins.
  let plugins: [String]
  /// Its programs that are external plugins, `swiftpip-NAME`.
  let programs: [String]
  /// Where it has the kit from; nil where it has none.
  let kit: Kit?

  /// Where a package has the kit from.
  enum Kit: Hashable {
    /// From a folder.
    case folder(FilePath)
    /// From a repository that the package manager knows by this name.
    case repository(identity: String)
  }

  /// The folder that it has the kit from, wherever others have theirs; nil where it has it from a repository.
  var ownKit: FilePath? {
    if case .folder(let folder)? = kit { folder } else { nil }
  }

  /// Asks the package manager what a package has.
  ///
  /// - Throws: `SwiftToolError`, or `PackageError` where it has no plugin.
  static func read(_ folder: FilePath, with tool: SwiftTool) async throws -> PluginPackage {
    guard (try? folder.appending("Package.swift").status()) != nil else {
      throw PackageError.unreadable(folder)
    }
    let bytes = try await tool.output(
      of: "swift",
      ["package", "--package-path", folder.systemText, "dump-package"]
    )
    guard let written = try? JSONDecoder().decode(Written.self, from: Data(bytes)) else {
      throw PackageError.unreadable(folder)
    }
    let package = PluginPackage(
      name: written.name,
      folder: folder,
      plugins: written.products.filter { $0.type.library != nil && $0.name.hasSuffix("Plugin") }
        .map(\.name),
      programs: written.products.filter {
        $0.type.library == nil && $0.name.hasPrefix("swiftpip-")
      }.map(\.name),
      kit: written.dependencies.lazy.compactMap(\.kit).first
    )
    guard !package.plugins.isEmpty || !package.programs.isEmpty else {
      throw PackageError.noPlugin(folder)
    }
    return package
  }
}

/// What the package manager says of a package, as far as it is needed.
private struct Written: Decodable {
  struct Product: Decodable {
    struct Kind: Decodable {
      let library: [String]?
    }

    let name: String
    let type: Kind
  }

  struct Dependency: Decodable {
    struct Folder: Decodable {
      let identity: String
      let path: String
      let nameForTargetDependencyResolutionOnly: String?
    }

    struct Repository: Decodable {
      let identity: String
    }

    let fileSystem: [Folder]?
    let sourceControl: [Repository]?

    /// Where the kit is, if this is the dependency on it.
    var kit: PluginPackage.Kit? {
      if let folder = fileSystem?.first,
        folder.nameForTargetDependencyResolutionOnly == "swiftpip" || folder.identity == "swiftpip"
      {
        return .folder(FilePath(systemText: folder.path))
      }
      if let repository = sourceControl?.first, repository.identity == "swiftpip" {
        return .repository(identity: repository.identity)
      }
      return nil
    }
  }

  let name: String
  let products: [Product]
  let dependencies: [Dependency]
}

/// Why a package cannot be used.
enum PackageError: Error, Hashable, Explainable {
  case unreadable(FilePath)
  case noPlugin(FilePath)
  case credential(String)
  case noVersion(String, String)
  case otherKit(String, FilePath)

  var diagnostic: Diagnostic {
    switch self {
    case .unreadable(let folder):
      Diagnostic(
        .error,
        code: "plugin.package",
        message: "\(folder.systemText) has no package that can be read"
      )
    case .credential(let url): KitError.credential(url).diagnostic
    case .noPlugin(let folder):
      Diagnostic(
        .error,
        code: "plugin.package",
        message: "\(folder.systemText) has no plugin",
        causes: ["a plugin is a library product with a name that ends in \"Plugin\""]
      )
    case .noVersion(let url, let version):
      Diagnostic(
        .error,
        code: "plugin.no-version",
        message: "\(url) has no version \(version)",
        causes: ["there is no tag or branch \(version), and none v\(version)"]
      )
    case .otherKit(let name, let folder):
      Diagnostic(
        .error,
        code: "plugin.other-kit",
        message:
          "\(name) is built with the source of swiftpip in \(folder.systemText), not with this one",
        hint: (try? folder.status()) != nil
          ? "say --kit \(ShellWord(folder.systemText))"
          : "let its Package.swift take the folder from Context.environment[\"SWIFTPIP_KIT\"]"
      )
    }
  }
}
