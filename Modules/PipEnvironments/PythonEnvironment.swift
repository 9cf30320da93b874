package import PipPaths
package import PipSystem
package import SystemPackage

/// An environment: its interpreter, and where its distributions are.
package struct PythonEnvironment: Sendable {
  /// The interpreter and what is known of it without starting it.
  package let location: InterpreterLocation

  /// The interpreter, to be asked.
  package let interpreter: Interpreter

  /// What interpreters said before.
  package let memory: InterpreterMemory

  /// Creates the environment of an interpreter.
  ///
  /// - Parameters:
  ///   - location: the interpreter.
  ///   - environment: the variables that it is to see.
  ///   - cacheDirectory: where its answers are kept, nil where they are not.
  package init(
    _ location: InterpreterLocation,
    environment: Environment,
    cacheDirectory: FilePath?
  ) {
    self.location = location
    interpreter = Interpreter(executable: location.executable, environment: environment)
    memory = InterpreterMemory(cacheDirectory: cacheDirectory)
  }

  /// Finds out what the interpreter says of itself, from memory where it can be.
  package func facts() async throws(EnvironmentsError) -> InterpreterFacts {
    try await memory.facts(of: interpreter, isShim: location.kind == .shim)
  }

  /// The first two numbers of the version; Python is not started where the folder of the environment says them.
  ///
  /// - Throws: `EnvironmentsError` where the interpreter cannot be asked.
  package var version: (major: Int, minor: Int)? {
    get async throws(EnvironmentsError) {
      if case .virtualEnvironment(_, let configuration) = location.kind,
        let numbers = configuration.pythonVersion?.split(separator: ".").compactMap({ Int($0) }),
        numbers.count == 2
      {
        return (numbers[0], numbers[1])
      }
      return try await facts().versionNumbers
    }
  }

  /// Returns the folders that distributions are found in, in order; Python is not started where the folder of
  /// the environment says enough.
  ///
  /// - Throws: `PathsError` where they cannot be listed, `EnvironmentsError` where the interpreter cannot be
  ///   asked.
  package func packageFolders() async throws -> [FilePath] {
    if case .virtualEnvironment(let prefix, let configuration) = location.kind,
      !configuration.includesSystemSitePackages
    {
      let folders = try SitePackages.candidates(in: prefix, configuration)
      return folders + folders.flatMap(PathFiles.folders).filter { !folders.contains($0) }
    }
    return try await facts().searchPath.map { FilePath(systemText: $0) }
  }

  /// Returns what is installed, by name, for who is to change it: what cannot be seen is an error.
  ///
  /// - Returns: the distributions.
  /// - Throws: what `packageFolders` throws; `EnvironmentsError.unseen` where the system refuses to show some.
  package func allDistributions() async throws -> [InstalledDistribution] {
    var refusal: SystemFailure?
    let folders = try await packageFolders()
    let found = InstalledDistribution.all(in: folders) { refusal = refusal ?? $0 }
    if let refusal { throw EnvironmentsError.unseen(refusal) }
    return EggLink.marking(found, in: folders)
  }

  /// Returns what is installed, by name.
  ///
  /// - Returns: the distributions.
  /// - Throws: what `packageFolders` throws.
  package func distributions() async throws -> [InstalledDistribution] {
    let folders = try await packageFolders()
    return EggLink.marking(InstalledDistribution.all(in: folders), in: folders)
  }
}
