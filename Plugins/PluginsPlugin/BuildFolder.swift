internal import PipConfiguration
internal import PipFiles
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// A folder in which packages are written and built for the user.
struct BuildFolder {
  /// The folder.
  let path: FilePath
  /// Where the package manager keeps what it has built, for the next time.
  let scratch: FilePath

  /// Makes the folder where the user's programs keep what can be made again.
  ///
  /// - Parameters:
  ///   - name: what it is for: builds of one kind share it.
  ///   - scratch: where the package manager keeps what it builds; nil for a folder beside the packages.
  ///   - context: the world.
  /// - Throws: `SystemFailure` where that cannot be done, `BuildError` where others could decide what is built.
  init(_ name: String, scratch: String?, in context: Context) throws {
    let surroundings = context.surroundings
    guard let caches = BaseDirectories(in: surroundings).cache?.path else {
      throw BuildError.noHome
    }
    path = caches.appending("swiftpip").appending(name)
    let start = surroundings.process.workingDirectory ?? "/"
    self.scratch =
      scratch.map { start.pushing(FilePath(systemText: $0)) } ?? path.appending("build")
    try path.makeDirectories(permissions: .ownerReadWriteExecute)
    let status = try path.status()
    // Who else can write there decides what is built.
    guard status.isOwn, status.mode.isDisjoint(with: [.groupWrite, .otherWrite]) else {
      throw BuildError.foreign(path)
    }
  }

  /// Writes a package and builds it.
  ///
  /// - Parameters:
  ///   - recipe: the package.
  ///   - build: how.
  ///   - tool: the programs that build.
  /// - Returns: where the program is.
  /// - Throws: `PackageError`, `SwiftToolError`, `SystemFailure`, `FilesError`.
  func build(
    _ recipe: BuildRecipe,
    _ build: BuildOptions,
    with tool: SwiftTool
  ) async throws -> FilePath {
    let package = try recipe.write(below: path)
    let tool = tool.using(kit: package.kit)
    var options = [
      "build", "--package-path", package.folder.systemText, "--scratch-path", scratch.systemText,
      "--configuration", build.configuration.rawValue, "--product", recipe.name,
    ]
    #if os(Linux)
    // As Tools/build-release does, so that it runs where there is no Swift.
    if build.configuration == .release { options.append("--static-swift-stdlib") }
    #endif
    options += build.swiftOptions
    try await tool.run("swift", options)
    let place = try await tool.output(of: "swift", options + ["--show-bin-path"])
    let folder = String(decoding: place, as: UTF8.self).split(whereSeparator: \.isNewline).last
    return FilePath(systemText: String(folder ?? "")).appending(recipe.name)
  }
}
