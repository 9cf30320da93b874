/// How what there is on this machine is found; the front end knows, and tests say what they like.
package struct Inventory: Sendable {
  /// Asks the interpreter of the environment, or remembers what it said.
  package var interpreter: @Sendable () async throws -> PythonInterpreter

  /// Looks what is installed in the environment.
  package var packages: @Sendable () async throws -> [InstalledPackage]

  /// Looks what is in the cache.
  package var cachedFiles: @Sendable () async throws -> [CachedFile]

  /// Creates an inventory.
  package init(
    interpreter: @escaping @Sendable () async throws -> PythonInterpreter,
    packages: @escaping @Sendable () async throws -> [InstalledPackage],
    cachedFiles: @escaping @Sendable () async throws -> [CachedFile]
  ) {
    self.interpreter = interpreter
    self.packages = packages
    self.cachedFiles = cachedFiles
  }

  /// One of a machine that has nothing.
  package static let nothing = Inventory(
    interpreter: { throw NothingThere() },
    packages: { [] },
    cachedFiles: { [] }
  )
}

/// There is no interpreter.
private struct NothingThere: Error, Explainable {
  var diagnostic: Diagnostic {
    Diagnostic(.error, code: "environment.none", message: "there is no environment")
  }
}

extension Context {
  /// Returns the interpreter of the environment that the command is about.
  ///
  /// The first time it may have to be run; what it said is remembered.
  ///
  /// ```swift
  /// let interpreter = try await context.interpreter()
  /// page.line("Python \(interpreter.version) in \(interpreter.prefix)")
  /// ```
  ///
  /// - Throws: why there is none, as an `Explainable` whose code begins with `interpreter.`, `environment.`,
  ///   `paths.` or `configuration.`.
  public func interpreter() async throws -> PythonInterpreter { try await inventory.interpreter() }

  /// Returns what is installed in the environment that the command is about, by name, each once.
  ///
  /// ```swift
  /// for package in try await context.installedPackages() where package.isRequested {
  ///   page.line("\(package.name) \(package.version)")
  /// }
  /// ```
  ///
  /// - Throws: why that cannot be seen, as an `Explainable` with the codes of `interpreter()`.
  public func installedPackages() async throws -> [InstalledPackage] {
    try await inventory.packages()
  }

  /// Returns what is in pip's cache, by path; nothing where the cache is turned off or was never made.
  ///
  /// The first time every file is looked at; what they are is remembered.
  ///
  /// ```swift
  /// let wheels = try await context.cachedFiles().filter { $0.kind == "wheel" }
  /// let bytes = ByteCount(wheels.reduce(0) { $0 + $1.size })
  /// ```
  ///
  /// - Throws: why that cannot be seen, as an `Explainable` whose code begins with `cache.` or `configuration.`.
  public func cachedFiles() async throws -> [CachedFile] { try await inventory.cachedFiles() }
}
