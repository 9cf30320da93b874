internal import PipConfiguration
internal import PipFiles
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// A folder with a package that is written and built for the user: a program made of plugins.
struct BuildFolder {
  /// The folder.
  let path: FilePath
  /// Where the package manager keeps what it has built, for the next time.
  let scratch: FilePath

  /// Makes the folder where the user's programs keep what can be made again.
  ///
  /// - Parameters:
  ///   - name: what it is for: builds of one kind share it.
  ///   - scratch: where the package manager keeps what it builds; nil for a folder beside the package.
  ///   - context: the world.
  /// - Throws: `SystemFailure` where that cannot be done.
  init(_ name: String, scratch: String?, in context: Context) throws {
    let surroundings = context.surroundings
    guard let caches = BaseDirectories(in: surroundings).cache?.path else {
      throw BuildError.noHome
    }
    path = caches.appending("swiftpip").appending(name)
    let start = surroundings.process.workingDirectory ?? "/"
    self.scratch =
      scratch.map { start.pushing(FilePath(systemText: $0)) } ?? path.appending("build")
    try path.appending("Sources").appending(Self.target)
      .makeDirectories(permissions: .ownerReadWriteExecute)
    let status = try path.status()
    // Who else can write there decides what is built.
    guard status.isOwn, status.mode.isDisjoint(with: [.groupWrite, .otherWrite]) else {
      throw BuildError.foreign(path)
    }
  }

  /// The name of the package and of its program.
  static let target = "swiftpip-with-plugins"

  /// Writes the package.
  ///
  /// - Parameters:
  ///   - packages: the packages whose plugins are built in.
  ///   - kit: where the kit is.
  ///   - products: what else of the kit is needed beside `PipPluginKit`.
  ///   - program: the program, after its imports.
  /// - Throws: `PackageError.otherKit`, `FilesError`.
  func write(
    _ packages: [PluginPackage],
    _ kit: PackageLocation,
    products: [String],
    program: String
  ) throws {
    let kit = try dependency(on: kit, for: packages)
    let modules = packages.flatMap { package in package.plugins.map { ($0, package) } }
    let kitProducts = (["PipPluginKit"] + products).map {
      ".product(name: \"\($0)\", package: \"swiftpip\")"
    }
    let pluginProducts = modules.map { module, package in
      ".product(name: \(SwiftText(module)), package: \(SwiftText(package.identity)))"
    }
    let dependencies = [kit] + packages.map { ".package(path: \(SwiftText($0.folder.systemText)))" }
    try publish(
      """
      // swift-tools-version: 6.2
      // Written by "swiftpip plugin", and written again each time.
      import PackageDescription

      let package = Package(
        name: "\(Self.target)",
        platforms: [.macOS(.v15)],
        dependencies: [
          \(dependencies.joined(separator: ",\n    "))
        ],
        targets: [
          .executableTarget(
            name: "\(Self.target)",
            dependencies: [
              \((kitProducts + pluginProducts).joined(separator: ",\n        "))
            ]
          )
        ],
        swiftLanguageModes: [.v6]
      )

      """,
      at: path.appending("Package.swift")
    )
    let imports = (["PipPluginKit"] + products + modules.map(\.0)).sorted().map { "import \($0)\n" }
    try publish(
      imports.joined() + "\n" + program,
      at: path.appending("Sources").appending(Self.target).appending("Program.swift")
    )
  }

  /// Builds it, and returns where the program is.
  ///
  /// - Throws: `SwiftToolError`.
  func build(_ build: BuildOptions, with tool: SwiftTool) async throws -> FilePath {
    var options = [
      "build", "--package-path", path.systemText, "--scratch-path", scratch.systemText,
      "--configuration", build.configuration.rawValue, "--product", Self.target,
    ]
    #if os(Linux)
    // As Tools/build-release does, so that it runs where there is no Swift.
    if build.configuration == .release { options.append("--static-swift-stdlib") }
    #endif
    options += build.swiftOptions
    try await tool.run("swift", options)
    let place = try await tool.output(of: "swift", options + ["--show-bin-path"])
    let folder = String(decoding: place, as: UTF8.self).split(whereSeparator: \.isNewline).last
    return FilePath(systemText: String(folder ?? "")).appending(Self.target)
  }

  /// Returns the dependency on the kit so that it is the one that the packages have, too: a package manager takes two
  /// of other names for two.
  private func dependency(on kit: PackageLocation, for packages: [PluginPackage]) throws -> String {
    guard case .folder(let folder) = kit else { return kit.dependency }
    for package in packages {
      switch package.kit {
      case .folder(let other)? where other != folder:
        throw PackageError.otherKit(package.name, other)
      case .folder?, nil: continue
      case .repository(let identity)?:
        guard let name = EntryName(systemText: identity) else { continue }
        let work = try OpenDirectory(path, following: .links)
        try? work.unlink(name)
        try work.makeLink(name, to: folder)
        let link = path.appending(identity)
        return PackageLocation.folder(link).dependency
      }
    }
    return kit.dependency
  }

  private func publish(_ text: String, at path: FilePath) throws {
    try Publication.publish(Array(text.utf8), at: path, mode: .leftByUmask)
  }
}

extension PluginPackage {
  /// What the package manager calls a package in a folder.
  var identity: String { folder.lastSystemText.lowercased() }
}
