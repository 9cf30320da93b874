internal import FoundationEssentials
internal import PipFiles
internal import PipHashing
internal import PipSystem
package import SystemPackage

/// What interpreters said of themselves, kept below `<cache>/swiftpip/interpreters/`.
///
/// One file for each way to call an interpreter, named by its SHA-224. What it holds counts only
/// while the executable and its `pyvenv.cfg` are the same files, the variables that Python looks at
/// are the same, and nothing was added to or removed from the folders of packages.
/// Losing a file costs a run of Python.
package struct InterpreterMemory: Sendable, Hashable {
  /// The folder, nil where there is no cache to keep anything in.
  package var directory: FilePath?

  /// Creates the memory of a cache directory.
  package init(cacheDirectory: FilePath?) {
    directory = cacheDirectory?.appending("swiftpip").appending("interpreters")
  }

  /// Finds out what an interpreter says of itself, from memory where it can be.
  ///
  /// - Parameters:
  ///   - interpreter: the interpreter.
  ///   - isShim: whether the executable decides anew, on each call, which interpreter it runs: what
  ///     it said once is then no promise.
  /// - Returns: what it says.
  /// - Throws: why it could not be asked.
  package func facts(
    of interpreter: Interpreter,
    isShim: Bool
  ) async throws(EnvironmentsError) -> InterpreterFacts {
    guard !isShim, let identity = Identity(of: interpreter) else {
      return try await interpreter.facts()
    }
    if let facts = rememberedFacts(of: interpreter, identity) { return facts }
    let facts = try await interpreter.facts()
    remember(interpreter, identity) {
      $0.facts = facts
      $0.packageFolders = Self.packageFolders(of: facts)
    }
    return facts
  }

  /// Returns what is remembered of an interpreter and still holds.
  func rememberedFacts(of interpreter: Interpreter) -> InterpreterFacts? {
    Identity(of: interpreter).flatMap { rememberedFacts(of: interpreter, $0) }
  }

  private func rememberedFacts(
    of interpreter: Interpreter,
    _ identity: Identity
  ) -> InterpreterFacts? {
    guard let entry = recall(interpreter, identity), let facts = entry.facts,
      entry.packageFolders == Self.packageFolders(of: facts)
    else { return nil }
    return facts
  }

  /// Finds out which index an environment's pip has built in, from memory where it can be.
  ///
  /// - Parameters:
  ///   - interpreter: the environment's interpreter.
  ///   - pipVersion: the version of that pip; another one may have another index.
  /// - Returns: the index's address.
  /// - Throws: why the pip could not be asked.
  package func defaultIndex(
    of interpreter: Interpreter,
    pipVersion: String
  ) async throws(EnvironmentsError) -> String {
    let identity = Identity(of: interpreter)
    if let identity, let index = recall(interpreter, identity)?.defaultIndex,
      index.pipVersion == pipVersion
    {
      return index.url
    }
    let url = try await interpreter.defaultIndex()
    // A vendor may have built credentials in, or a token; those are kept nowhere.
    if let identity, !url.utf8.contains(where: { "@?".utf8.contains($0) }) {
      remember(interpreter, identity) {
        $0.defaultIndex = DefaultIndex(pipVersion: pipVersion, url: url)
      }
    }
    return url
  }

  /// A file as it was.
  private struct Mark: Codable, Hashable {
    var device: UInt64
    var inode: UInt64
    var size: Int64
    var modifiedSeconds: Int64
    var modifiedNanoseconds: Int32

    init?(of path: FilePath) {
      guard let status = try? path.status() else { return nil }
      device = status.identity.device
      inode = status.identity.inode
      size = status.size
      modifiedSeconds = status.modified.seconds
      modifiedNanoseconds = status.modified.nanoseconds
    }
  }

  private struct Identity: Codable, Hashable {
    var program: Mark
    /// The `pyvenv.cfg` beside the program and the one above it, where Python looks for it (PEP 405).
    var configurations: [Mark?]
    /// The SHA-256 of the variables: their values may be secret.
    var variables: String

    init?(of interpreter: Interpreter) {
      guard let program = Mark(of: interpreter.executable) else { return nil }
      self.program = program
      let folder = interpreter.executable.removingLastComponent()
      configurations = [folder, folder.removingLastComponent()].map {
        Mark(of: $0.appending("pyvenv.cfg"))
      }
      variables = Self.digest(of: interpreter.environment)
    }

    private static func digest(of environment: PipSystem.Environment) -> String {
      let assignments = environment.variables
        // HOME decides where the user's own packages are.
        .filter { name, _ in name == "HOME" || name.hasPrefix("PYTHON") }
        .map { name, value in SystemText.bytes(of: "\(name)=\(value)") + [0] }
        .sorted { $0.lexicographicallyPrecedes($1) }
      return HashAlgorithm.sha256.digest(of: assignments.joined()).hexadecimal
    }
  }

  private struct DefaultIndex: Codable {
    var pipVersion: String
    var url: String
  }

  private struct Entry: Codable {
    var schema = Self.currentSchema
    var executable: String
    var identity: Identity
    var facts: InterpreterFacts?
    var packageFolders: [Mark?]?
    var defaultIndex: DefaultIndex?

    static var currentSchema: Int { 4 }
  }

  /// Returns how the folders are that hold `.pth` files, which change the search path.
  private static func packageFolders(of facts: InterpreterFacts) -> [Mark?] {
    facts.searchPath.map { FilePath(systemText: $0) }
      .filter { ["site-packages", "dist-packages"].contains($0.lastComponent?.string) }
      .map { Mark(of: $0) }
  }

  private static var sizeLimit: Int { 1_048_576 }

  private func file(of interpreter: Interpreter) -> FilePath? {
    directory?.appending(
      HashAlgorithm.sha224.digest(of: interpreter.executable.bytes).hexadecimal
    )
  }

  private func recall(_ interpreter: Interpreter, _ identity: Identity) -> Entry? {
    guard let path = file(of: interpreter),
      let file = try? OwnedDescriptor.openRegularFile(path, following: .nothing),
      // Others may write to a cache that is shared.
      (try? file.status())?.isTrusted == true,
      let bytes = try? file.readToEnd(limit: Self.sizeLimit),
      let entry = try? JSONDecoder().decode(Entry.self, from: Data(bytes)),
      entry.schema == Entry.currentSchema,
      entry.executable == interpreter.executable.systemText, entry.identity == identity
    else { return nil }
    return entry
  }

  private func remember(
    _ interpreter: Interpreter,
    _ identity: Identity,
    _ change: (inout Entry) -> Void
  ) {
    guard let directory, let path = file(of: interpreter) else { return }
    // A link in place of a folder leads out of the cache.
    guard
      [directory.removingLastComponent(), directory].allSatisfy({ folder in
        (try? folder.status(following: .nothing))?.kind != .symbolicLink
      })
    else { return }
    var entry =
      recall(interpreter, identity)
      ?? Entry(executable: interpreter.executable.systemText, identity: identity)
    change(&entry)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Not remembered is asked again: nothing is lost.
    guard let bytes = try? encoder.encode(entry) else { return }
    // As pip makes its folders: what the user's umask leaves of everything.
    try? directory.makeDirectories(
      permissions: [.ownerReadWriteExecute, .groupReadWriteExecute, .otherReadWriteExecute]
    )
    try? Publication.publish(Array(bytes), at: path, mode: .exactly(.ownerReadWrite))
  }
}
