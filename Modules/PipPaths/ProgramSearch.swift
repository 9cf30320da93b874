package import PipConfiguration
import PipSystem
package import SystemPackage

/// Finds programs on `PATH` as Python's `shutil.which` does.
package enum ProgramSearch {
  /// What Python searches where `PATH` is not set.
  private static let defaultSearchPath = "/bin:/usr/bin"

  /// Returns the program that a name means, nil where no directory of `PATH` has it.
  package static func program(named name: String, in surroundings: Surroundings) -> FilePath? {
    search(for: name, in: surroundings)?.program
  }

  /// Returns the directories of `PATH` as they are written.
  ///
  /// An empty entry is the current directory, an empty variable is no directory at all.
  package static func directories(in surroundings: Surroundings) -> [FilePath] {
    entries(in: surroundings).map { FilePath(systemText: $0) }
  }

  /// Returns a program and the entry of `PATH` that has it.
  static func search(
    for name: String,
    in surroundings: Surroundings
  ) -> (program: FilePath, entry: String)? {
    for entry in entries(in: surroundings) {
      let candidate = FilePath(systemText: entry).appending(name)
      guard let program = candidate.absolute(from: surroundings.process.workingDirectory),
        program.isRunnable
      else { continue }
      return (program, entry)
    }
    return nil
  }

  private static func entries(in surroundings: Surroundings) -> [String] {
    let variable = surroundings.environment["PATH"] ?? defaultSearchPath
    guard !variable.isEmpty else { return [] }
    return variable.unicodeScalars.split(separator: ":", omittingEmptySubsequences: false)
      .map { String($0) }
  }
}

extension FilePath {
  /// Whether the real user may run the file.
  var isRunnable: Bool {
    guard let kind = (try? status())?.kind, kind != .directory else { return false }
    return isExecutableByRealUser()
  }
}
