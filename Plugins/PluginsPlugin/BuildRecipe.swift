internal import PipFiles
internal import PipHashing
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// A package that is written for the user: a program made of plugins.
struct BuildRecipe {
  /// The packages whose plugins are built in.
  let packages: [PluginPackage]
  /// Where the source of swiftpip is.
  let kit: FilePath
  /// What else of it is needed beside `PipPluginKit`.
  let products: [String]
  /// The program, after its imports.
  let program: String

  /// The name of the package and of its program: that of another recipe is another.
  var name: String {
    let text = ([kit.systemText, program] + packages.map(\.folder.systemText) + products)
      .joined(separator: "\0")
    return "swiftpip-\(HashAlgorithm.sha256.digest(of: text.utf8).hexadecimal.prefix(12))"
  }

  /// Writes the package.
  ///
  /// - Parameter place: the folder that its folder is made in.
  /// - Returns: its folder, and where it has the source of swiftpip from.
  /// - Throws: `PackageError.otherKit`, `SystemFailure`, `FilesError`.
  func write(below place: FilePath) throws -> (folder: FilePath, kit: FilePath) {
    let folder = place.appending(name)
    let sources = folder.appending("Sources").appending(name)
    try sources.makeDirectories(permissions: .ownerReadWriteExecute)
    let kit = try linkedKit(in: folder)
    try publish(manifest(kit), at: folder.appending("Package.swift"))
    try publish(imports + "\n" + program, at: sources.appending("Program.swift"))
    return (folder, kit)
  }

  private func manifest(_ kit: FilePath) -> String {
    let dependencies =
      [PackageLocation.folder(kit).requirement]
      + packages.map { ".package(path: \(SwiftText($0.folder.systemText)))" }
    let products =
      (["PipPluginKit"] + products).map { ".product(name: \"\($0)\", package: \"swiftpip\")" }
      + packages.flatMap { package in
        package.plugins.map { plugin in
          ".product(name: \(SwiftText(plugin)), package: \(SwiftText(package.identity)))"
        }
      }
    return """
      // swift-tools-version: 6.2
      // Written by "swiftpip plugin", and written again each time.
      import PackageDescription

      let package = Package(
        name: "\(name)",
        platforms: [.macOS(.v15)],
        dependencies: [
          \(dependencies.joined(separator: ",\n    "))
        ],
        targets: [
          .executableTarget(
            name: "\(name)",
            dependencies: [
              \(products.joined(separator: ",\n        "))
            ]
          )
        ],
        swiftLanguageModes: [.v6]
      )

      """
  }

  private var imports: String {
    let modules = ["PipPluginKit"] + products + packages.flatMap(\.plugins)
    return modules.sorted().map { "import \($0)\n" }.joined()
  }

  /// Returns the kit under the name that the packages know it by: a package manager takes two of other names for two.
  private func linkedKit(in folder: FilePath) throws -> FilePath {
    var path = kit
    for package in packages {
      switch package.kit {
      case .folder(let other)? where other != kit:
        throw PackageError.otherKit(package.name, other)
      case .folder?, nil: continue
      case .repository(let identity)?:
        guard let name = EntryName(systemText: identity) else { continue }
        let work = try OpenDirectory(folder, following: .links)
        try? work.unlink(name)
        try work.makeLink(name, to: kit)
        path = folder.appending(identity)
      }
    }
    return path
  }

  private func publish(_ text: String, at path: FilePath) throws {
    try Publication.publish(Array(text.utf8), at: path, mode: .leftByUmask)
  }
}

extension PluginPackage {
  /// What the package manager calls a package in a folder.
  var identity: String { folder.lastSystemText.lowercased() }
}
