internal import PipConfiguration
internal import PipDiagnostics
internal import PipEnvironments
internal import PipIndex
internal import PipPackaging
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Which index counts as public, and what is on it as everybody's.
enum PublicIndex {
  /// Returns the address of the index, with a slash at its end.
  ///
  /// What the command line says comes first, then the setting `public-index`, then what the pip of the
  /// environment has built in.
  ///
  /// - Throws: why none is known.
  static func address(_ option: String?, in context: Context) async throws -> String {
    if let said = try await said(option, in: context) { return said }
    do {
      return try checked(try await builtIn(in: context))
    } catch let error as any Explainable {
      throw NoPublicIndex(reason: error.diagnostic.message)
    }
  }

  /// Returns the address of the index if it is known; nil where nobody says it, and no pip has one built in.
  ///
  /// - Throws: why what is said cannot be.
  static func addressIfKnown(_ option: String?, in context: Context) async throws -> String? {
    if let said = try await said(option, in: context) { return said }
    return try? checked(try await builtIn(in: context))
  }

  private static func said(_ option: String?, in context: Context) async throws -> String? {
    if let option { return try checked(option) }
    let configuration = try await context.cacheSettings().configuration
    return try configuration.own("public-index").map { setting in try checked(setting.value) }
  }

  /// Returns an address with a slash at its end.
  ///
  /// - Throws: `NoPublicIndex` where it is none that everybody reaches.
  static func checked(_ text: String) throws(NoPublicIndex) -> String {
    // Behind a semicolon there are parameters, such as tokens.
    guard let address = IndexURL(text), address.credentials == nil, address.query == nil,
      address.scheme != .file, !address.text.contains(";")
    else {
      throw NoPublicIndex(reason: "\(CredentialMask.masking(text)) is no address of a public index")
    }
    return address.text.hasSuffix("/") ? address.text : address.text + "/"
  }

  /// Returns the index that the environment's pip has built in.
  private static func builtIn(in context: Context) async throws -> String {
    let settings = try await context.settings()
    let environment = PythonEnvironment(
      settings.interpreter,
      environment: context.surroundings.environment,
      cacheDirectory: settings.cacheDirectory.directory
    )
    let folders = try await environment.packageFolders()
    guard let version = InstalledDistribution.find(.pip, in: folders)?.version else {
      throw NoPublicIndex(reason: "there is no pip in \(settings.prefix)")
    }
    return try await environment.memory.defaultIndex(
      of: environment.interpreter,
      pipVersion: version.description
    )
  }
}

/// Nobody says which index is public.
struct NoPublicIndex: Error, Explainable {
  let reason: String

  var diagnostic: Diagnostic {
    Diagnostic(
      .error,
      code: "cache.no-public-index",
      message: "it is not known which index is public",
      causes: [reason],
      hint: "name it with --public-index, or choose another level with --redact"
    )
  }
}
