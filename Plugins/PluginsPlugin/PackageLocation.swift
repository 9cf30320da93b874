internal import PipConfiguration
internal import PipFiles
internal import PipHashing
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Where a package is: in a folder, or in a repository.
enum PackageLocation: Hashable {
  /// A folder with the package.
  case folder(FilePath)
  /// A repository, and the version that is wanted of it; nil for the newest.
  case repository(String, version: String?)

  /// Reads `PATH` or `URL[@VERSION]`.
  init(_ text: String, in context: Context) {
    guard text.contains("://") else {
      let directory = context.surroundings.process.workingDirectory ?? "/"
      self = .folder(directory.pushing(FilePath(systemText: text)).lexicallyNormalized())
      return
    }
    let name = text.lastIndex(of: "/") ?? text.startIndex
    guard let mark = text[name...].lastIndex(of: "@") else {
      self = .repository(text, version: nil)
      return
    }
    self = .repository(String(text[..<mark]), version: String(text[text.index(after: mark)...]))
  }

  /// Whether there is a password in its address.
  var hasCredential: Bool {
    guard case .repository(let url, _) = self else { return false }
    let place = url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
    let authority = place.prefix { $0 != "/" }
    // A name alone, as in ssh://git@host, is nothing that others must not see.
    return authority.lastIndex(of: "@").map { authority[..<$0].contains(":") } ?? false
  }

  /// The dependency on it, as the package swiftpip, in a package that goes to others: they say by a variable where
  /// they have it.
  var dependency: String {
    switch self {
    case .folder(let folder):
      ".package(name: \"swiftpip\", path: Context.environment[\"SWIFTPIP_KIT\"] ?? \(SwiftText(folder.systemText)))"
    case .repository: requirement
    }
  }

  /// The dependency on it, as the package swiftpip, as a package manifest writes it.
  var requirement: String {
    switch self {
    case .folder(let folder):
      ".package(name: \"swiftpip\", path: \(SwiftText(folder.systemText)))"
    case .repository(let url, nil):
      ".package(url: \(SwiftText(url)), branch: \"main\")"
    case .repository(let url, let version?):
      ".package(url: \(SwiftText(url)), exact: \(SwiftText(version)))"
    }
  }

  /// Returns the folder that has it; a repository is fetched anew.
  ///
  /// - Parameters:
  ///   - place: where repositories are put.
  ///   - tool: the programs that fetch.
  /// - Returns: the folder.
  /// - Throws: `SwiftToolError`, `SystemFailure`.
  func folder(below place: FilePath, with tool: SwiftTool) async throws -> FilePath {
    switch self {
    case .folder(let folder): return folder
    case .repository(let url, let version):
      // What is in an address others see, in the arguments of programs and in the package that is written.
      guard !hasCredential else { throw PackageError.credential(CredentialMask.masking(url)) }
      var name = url.split(separator: "/").last.map(String.init) ?? "package"
      if name.hasSuffix(".git") { name.removeLast(4) }
      if name.allSatisfy({ $0 == "." }) { name = "package" }
      // Several may have one name.
      let sources = place.appending("sources")
        .appending(String(HashAlgorithm.sha256.digest(of: url.utf8).hexadecimal.prefix(12)))
      try sources.makeDirectories(permissions: .ownerReadWriteExecute)
      let folder = sources.appending(entrySystemText: name)
      if (try? folder.status(following: .nothing)) != nil { try folder.removeTree() }
      var branch: [String] = []
      if let version {
        let list = try await tool.output(of: "git", ["ls-remote", "--tags", "--heads", "--", url])
        let references = String(decoding: list, as: UTF8.self)
        guard let name = Self.name(ofVersion: version, among: references) else {
          throw PackageError.noVersion(url, version)
        }
        branch = ["--branch", name]
      }
      try await tool.run(
        "git",
        ["-c", "advice.detachedHead=false", "clone", "--quiet", "--depth", "1"] + branch + [
          "--", url, folder.systemText,
        ]
      )
      return folder
    }
  }

  /// Finds the tag or branch of a version, as it is or with the `v` that many put before it; nil where it has none.
  ///
  /// - Parameters:
  ///   - version: the version.
  ///   - references: what `git ls-remote` lists: a digest, a tabulator and a name on each line.
  /// - Returns: the name of the tag or branch.
  static func name(ofVersion version: String, among references: String) -> String? {
    let names = Set(
      references.split(whereSeparator: \.isNewline).compactMap { $0.split(separator: "\t").last }
    )
    return [version, "v\(version)"].first { name in
      names.contains("refs/tags/\(name)") || names.contains("refs/heads/\(name)")
    }
  }
}
