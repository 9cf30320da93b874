internal import FoundationEssentials
internal import PipFiles
internal import PipHashing
internal import PipSystem
package import SystemPackage

/// What interpreters said of themselves, kept below `<cache>/swiftpip/interpreters/`.
///
/// One file for each way to call an interpreter, named by its SHA-224. What it holds counts only
/// while the executable is the same file and the variables that Python looks at are the same.
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
    if let facts = recall(interpreter, identity)?.facts { return facts }
    let facts = try await interpreter.facts()
    remember(interpreter, identity) { $0.facts = facts }
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
    // A vendor may have built credentials in; those are kept nowhere.
    if let identity, !url.contains("@") {
      remember(interpreter, identity) {
        $0.defaultIndex = DefaultIndex(pipVersion: pipVersion, url: url)
      }
    }
    return url
  }

  private struct Identity: Codable, Hashable {
    var device: UInt64
    var inode: UInt64
    var size: Int64
    var modifiedSeconds: Int64
    var modifiedNanoseconds: Int32
    var variables: [String: String]

    init?(of interpreter: Interpreter) {
      guard let status = try? interpreter.executable.status() else { return nil }
      device = status.identity.device
      inode = status.identity.inode
      size = status.size
      modifiedSeconds = status.modified.seconds
      modifiedNanoseconds = status.modified.nanoseconds
      // HOME decides where the user's own packages are.
      variables = interpreter.environment.variables.filter { name, _ in
        name == "HOME" || name.hasPrefix("PYTHON")
      }
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
    var defaultIndex: DefaultIndex?

    static var currentSchema: Int { 1 }
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
