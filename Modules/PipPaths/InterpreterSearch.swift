package import PipConfiguration
import PipSystem
import SystemPackage

/// Finds the Python whose packages a run is about.
package enum InterpreterSearch {
  /// Returns the interpreter: the requested one, else that of the activated environment, else
  /// `python3` on `PATH`.
  ///
  /// - Parameters:
  ///   - requested: the setting `python`: an interpreter or the folder of an environment.
  ///   - surroundings: variables and current directory.
  /// - Returns: the interpreter and what is known of it; no program is started.
  /// - Throws: `PathsError` where what was asked for is not there; nothing else is tried then.
  package static func locate(
    requested: Setting?,
    in surroundings: Surroundings
  ) throws(PathsError) -> InterpreterLocation {
    if let requested {
      let path = try absolute(FilePath(systemText: requested.value), in: surroundings)
      return try locate(at: path, .requested(requested.source))
    }
    if let active = surroundings.environment.nonEmpty("VIRTUAL_ENV") {
      let path = try absolute(FilePath(systemText: active), in: surroundings)
      return try locate(inFolder: path, .activeEnvironment)
    }
    return try locate(onSearchPath: "python3", in: surroundings)
  }

  private static func locate(
    at path: FilePath,
    _ choice: InterpreterLocation.Choice
  ) throws(PathsError) -> InterpreterLocation {
    guard let status = try? path.status() else {
      // A link that leads nowhere was an interpreter once.
      let isLink = (try? path.status(following: .nothing)) != nil
      throw isLink ? .interpreterNotFound(path, choice) : .environmentNotFound(path, choice)
    }
    guard status.kind != .directory else { return try locate(inFolder: path, choice) }
    guard path.isRunnable else { throw .interpreterNotFound(path, choice) }
    return try InterpreterLocation(inspecting: path, chosenBy: choice)
  }

  private static func locate(
    inFolder folder: FilePath,
    _ choice: InterpreterLocation.Choice
  ) throws(PathsError) -> InterpreterLocation {
    guard (try? folder.status())?.kind == .directory else {
      throw .environmentNotFound(folder, choice)
    }
    let programs = ["python", "python3"].map { folder.appending("bin").appending($0) }
    guard let program = programs.first(where: \.isRunnable) else {
      throw .noInterpreter(in: folder, choice)
    }
    return try InterpreterLocation(inspecting: program, chosenBy: choice)
  }

  private static func locate(
    onSearchPath name: String,
    in surroundings: Surroundings
  ) throws(PathsError) -> InterpreterLocation {
    guard let found = ProgramSearch.search(for: name, in: surroundings) else {
      throw .notOnSearchPath(name)
    }
    return try InterpreterLocation(inspecting: found.program, chosenBy: .searchPath(found.entry))
  }

  private static func absolute(
    _ path: FilePath,
    in surroundings: Surroundings
  ) throws(PathsError) -> FilePath {
    guard let absolute = path.absolute(from: surroundings.process.workingDirectory) else {
      throw .noWorkingDirectory(path)
    }
    return absolute
  }
}
